package io.trestle.engines.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

import io.trestle.engines.process.DiskTrouble;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.FileMutex;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;

/** The server's programs, unpacked once per checkout from the Maven artifact of this operating system. */
record PostgresBinaries(Path directory) {

    // the version of the artifacts: a newer one unpacks beside it
    private static final String NAME = "postgresql-18.6.0";

    static PostgresBinaries unpackedIn(Path home) {
        Path directory = home.resolve(NAME);
        try {
            if (!Files.isDirectory(directory)) {
                unpackOnce(home, directory);
            }
            return new PostgresBinaries(directory);
        } catch (IOException e) {
            throw DiskTrouble.explain(e, directory);
        }
    }

    Path program(String name) {
        return directory.resolve("bin").resolve(name);
    }

    private static void unpackOnce(Path home, Path directory) throws IOException {
        try (FileMutex unpacking = FileMutex.acquire(home, NAME + ".lock")) {
            if (Files.isDirectory(directory)) {
                return;
            }
            // renamed when complete: what is there under its final name can be trusted
            Path partial = Files.createTempDirectory(home, NAME);
            try (InputStream archive = archive();
                    var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpack(entry, tar, partial);
                }
            }
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(partial, directory);
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new EngineFailure("the PostgreSQL archive has an entry outside its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString((entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x"));
        }
    }

    private static InputStream archive() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "Darwin" : "Linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
        if (archive == null) {
            throw new EngineFailure("no PostgreSQL for " + system + " " + machine + " on the class path");
        }
        return archive;
    }
}
