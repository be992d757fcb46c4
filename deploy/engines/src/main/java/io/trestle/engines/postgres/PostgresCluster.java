package io.trestle.engines.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.trestle.engines.process.Command;
import io.trestle.engines.process.DiskTrouble;
import io.trestle.engines.process.Durability;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.Ports;

/** The files of one server: {@code cluster/} is PostgreSQL's own, beside it lie the superuser's password and the server's log. */
record PostgresCluster(Path directory, PostgresBinaries binaries, ServerUser user) {

    Path data() {
        return directory.resolve("cluster");
    }

    Path log() {
        return directory.resolve("server.log");
    }

    String adminPassword() throws IOException {
        return Files.readString(passwordFile());
    }

    /** Creates the cluster unless it is there. A creation that was cut off starts over. */
    void create(Durability durability) throws IOException {
        if (Files.isDirectory(data())) {
            return;
        }
        Path unfinished = directory.resolve("cluster.unfinished");
        Command.of("rm", "-rf", unfinished.toString()).require();
        writePassword();
        List<String> initdb = new ArrayList<>(List.of(binaries.program("initdb").toString(), "--pgdata=" + unfinished,
                "--username=" + PostgresAddress.ADMIN, "--pwfile=" + passwordFile(), "--auth=scram-sha-256", "--encoding=UTF8",
                // sorts the same on every operating system
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"));
        if (durability == Durability.FAST) {
            initdb.add("--no-sync");
        }
        Command.Output output = new Command(initdb).behind(user.prefix()).run();
        if (!output.succeeded()) {
            throw explain(output.text());
        }
        Files.move(unfinished, data());
    }

    List<String> serverCommand(int port, Durability durability) {
        List<String> command = new ArrayList<>(user.prefix());
        command.addAll(List.of(binaries.program("postgres").toString(), "-D", data().toString()));
        settings(port, durability).forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    /** Why the server or initdb did not do its work, from what it printed. */
    EngineFailure explain(String output) {
        if (DiskTrouble.isFull(output)) {
            return DiskTrouble.full(directory, new EngineFailure(output));
        }
        String reason = output.lines().filter(line -> line.contains("FATAL") || line.contains("error:")).reduce((first, last) -> last)
                .orElse(output.lines().reduce((first, last) -> last).orElse("it printed nothing"));
        return new EngineFailure("PostgreSQL does not start on " + directory + ": " + reason.strip());
    }

    private static List<String> settings(int port, Durability durability) {
        List<String> settings = new ArrayList<>(List.of("listen_addresses=" + Ports.HOST, "port=" + port,
                // clients come by TCP only; a socket file would need a directory and a short path
                "unix_socket_directories=",
                // five services with 16 connections each, their migrations, and tests beside them
                "max_connections=200",
                // small: the working set of a development machine
                "shared_buffers=64MB", "max_wal_size=256MB",
                // no replicas
                "wal_level=minimal", "max_wal_senders=0",
                // no worker processes for I/O, and no compiler for queries this small
                "io_method=sync", "jit=off", "timezone=UTC", "log_timezone=UTC"));
        if (durability == Durability.FAST) {
            // commits are still handed to the operating system, which keeps them when the server is killed
            settings.add("fsync=off");
        }
        return settings;
    }

    private void writePassword() throws IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(passwordFile());
        Files.createFile(passwordFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile(), HexFormat.of().formatHex(random), StandardOpenOption.WRITE);
        user.own(passwordFile());
    }

    private Path passwordFile() {
        return directory.resolve("admin-password");
    }
}
