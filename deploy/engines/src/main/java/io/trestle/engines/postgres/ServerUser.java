package io.trestle.engines.postgres;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.trestle.engines.process.Command;
import io.trestle.engines.process.CurrentUser;
import io.trestle.engines.process.EngineFailure;

/**
 * The user that PostgreSQL runs as. It refuses to run as root, so root hands the data directory to {@code nobody} and starts the server as
 * {@code nobody}.
 *
 * @param prefix command that executes, as that user, the command that follows it; empty for the user of this JVM
 * @param owner  {@code uid:gid} that has to own the data
 */
record ServerUser(List<String> prefix, String owner) {

    /** The first way that works on this machine, for this data directory; afterwards the directory belongs to that user. */
    static ServerUser forData(Path data, PostgresBinaries binaries) {
        if (!CurrentUser.isRoot()) {
            return new ServerUser(List.of(), owner(CurrentUser.id(), CurrentUser.group()));
        }
        return waysFromRoot().stream().filter(way -> way.canServe(data, binaries)).findFirst()
                .orElseThrow(() -> new EngineFailure("PostgreSQL does not run as root, and no other user can run it on " + data
                        + ": start as a normal user, or choose a data directory that user nobody can reach (setpriv, chroot and unshare"
                        + " were tried)"));
    }

    private static List<ServerUser> waysFromRoot() {
        // on a machine without that user these are no numbers, and the ways that need them fail
        String uid = Command.of("id", "-u", "nobody").run().text();
        String gid = Command.of("id", "-g", "nobody").run().text();
        String nobody = uid + ":" + gid;
        List<String> setpriv = List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
        return List.of(new ServerUser(setpriv, nobody),
                // without setpriv: chroot of GNU, chroot of BSD
                new ServerUser(List.of("chroot", "--userspec=" + nobody, "/"), nobody),
                new ServerUser(List.of("chroot", "-u", uid, "-g", gid, "/"), nobody),
                // For a directory that nobody cannot reach: root without its powers, under another name in a user namespace ...
                new ServerUser(List.of("unshare", "--user"), owner(0, 0)),
                // ... or, where containers forbid namespaces, nobody with the one power to pass the directories above.
                new ServerUser(
                        Stream.concat(setpriv.stream(), Stream.of("--inh-caps=+dac_override", "--ambient-caps=+dac_override")).toList(),
                        nobody));
    }

    private static String owner(long user, long group) {
        return user + ":" + group;
    }

    private boolean canServe(Path data, PostgresBinaries binaries) {
        return handOver(data) && Command.of("sh", "-c", "test \"$(id -u)\" != 0 && test -w \"$0\" && \"$1\" --version", data.toString(),
                binaries.program("postgres").toString()).behind(prefix).run().succeeded();
    }

    /** Hands a file or directory, with all that is in it, to this user. */
    void own(Path path) {
        if (!handOver(path)) {
            throw new EngineFailure("user " + owner + " cannot be made the owner of " + path);
        }
    }

    // not possible where root is the only user that exists, as in some containers
    private boolean handOver(Path path) {
        return !CurrentUser.isRoot() || Command.of("chown", "-R", owner, path.toString()).run().succeeded();
    }
}
