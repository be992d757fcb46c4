package io.trestle.platform.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.platform.kubernetes.Checkout;

/** Expand and contract: {@code docs/operations.md}, Upgrades. */
class MigrationTest {

    private static final Comparator<List<Integer>> BY_VERSION = (one, other) -> {
        for (var n = 0; n < Math.min(one.size(), other.size()); n++) {
            if (!one.get(n).equals(other.get(n))) {
                return one.get(n) - other.get(n);
            }
        }
        return one.size() - other.size();
    };

    /** Of the previous version: path and checksum. A release adds its own. */
    private static Map<String, String> released() {
        var all = new TreeMap<String, String>();
        try (var lines = MigrationTest.class.getResourceAsStream("released.txt")) {
            new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split("  "))
                    .forEach(one -> all.put(one[1], one[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static List<Migration> present() throws IOException {
        var root = Checkout.path(".").normalize();
        try (var modules = Files.newDirectoryStream(root, "{*-service,shared-runtime}")) {
            var all = new java.util.ArrayList<Migration>();
            for (var module : modules) {
                try (var files = Files.walk(module.resolve("src/main/resources/db"))) {
                    for (var file : files.filter(one -> one.toString().endsWith(".sql")).sorted().toList()) {
                        all.add(new Migration(root.relativize(file).toString(), Files.readString(file)));
                    }
                }
            }
            return all;
        }
    }

    private static String directory(String path) {
        return Path.of(path).getParent().toString();
    }

    @Nested
    class Released {

        @Test
        void shouldStayAsTheyWere_becauseDatabasesHaveTheirChecksums() throws Exception {
            var present = new HashMap<String, String>();
            for (var migration : present()) {
                present.put(migration.path(), HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(migration.sql().getBytes(StandardCharsets.UTF_8))));
            }

            assertThat(present).containsAllEntriesOf(released());
        }
    }

    @Nested
    class Added {

        private List<Migration> added() throws IOException {
            return present().stream().filter(migration -> !released().containsKey(migration.path())).toList();
        }

        @Test
        void shouldLeaveThePreviousVersionItsTables() throws IOException {
            assertThat(added()).allSatisfy(migration -> assertThat(migration.breaches()).isEmpty());
        }

        @Test
        void shouldComeAfterAllReleasedOnes_sinceFlywayStartsNoServiceThatMissesAnEarlierOne() throws IOException {
            for (var migration : added()) {
                assertThat(released().keySet()).filteredOn(path -> directory(path).equals(directory(migration.path())))
                        .allSatisfy(path -> assertThat(BY_VERSION.compare(new Migration(path, "").version(), migration.version()))
                                .as(migration.path() + " after " + path).isNegative());
            }
        }

        @Test
        void shouldRemoveOnlyWhatAReleasedVersionStoppedUsing() throws IOException {
            for (var migration : added()) {
                assertThat(migration.contracts()).allSatisfy(version -> assertThat(released().keySet())
                        .anyMatch(path -> directory(path).equals(directory(migration.path())) && path.contains("/" + version + "__")));
            }
        }
    }

    @Nested
    class Rules {

        @ParameterizedTest
        @ValueSource(strings = {
                "ALTER TABLE file DROP COLUMN origin;",
                "ALTER TABLE file RENAME COLUMN origin TO source;",
                "ALTER TABLE file RENAME TO files;",
                "DROP TABLE IF EXISTS file;",
                "ALTER TABLE file ALTER COLUMN origin SET NOT NULL;",
                "ALTER TABLE file ADD COLUMN origin text NOT NULL;",
                "ALTER TABLE file ADD COLUMN size int DEFAULT 1, ADD COLUMN origin text NOT NULL;",
                "ALTER TABLE file ALTER COLUMN size TYPE bigint;",
                "ALTER TABLE file ALTER size SET DATA TYPE bigint;",
                "ALTER TABLE file ALTER COLUMN size DROP DEFAULT;",
                "ALTER TABLE file ADD CONSTRAINT c CHECK (size > 0);",
                "CREATE UNIQUE INDEX file_name ON file (name);",
                "CREATE OR REPLACE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n RETURN NULL;\nEND $$;",
                "DROP TRIGGER tell ON file;",
                "DELETE FROM file WHERE size = 0;",
                "CREATE TABLE other (id text);\nALTER TABLE file\n    DROP COLUMN origin; -- no longer used"})
        void shouldRefuse(String sql) {
            assertThat(new Migration("db/migration/V9__x.sql", sql).breaches()).isNotEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {
                "ALTER TABLE file ADD COLUMN origin text;",
                "ALTER TABLE file ADD COLUMN origin text NOT NULL DEFAULT 'x', ADD COLUMN size int;",
                "ALTER TABLE file ADD COLUMN origin text DEFAULT 'x' NOT NULL;",
                "ALTER TABLE file ALTER COLUMN origin SET DEFAULT 'not null';",
                "CREATE INDEX file_name ON file (name);",
                "CREATE TABLE file (id text NOT NULL PRIMARY KEY);\nCREATE UNIQUE INDEX file_id ON file (id);",
                "COMMENT ON COLUMN file.origin IS 'Do not drop column, do not rename';",
                "CREATE FUNCTION tell2() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n DELETE FROM x;\n RETURN NULL;\nEND $$;",
                "-- contract: unused since V8\nALTER TABLE file DROP COLUMN origin;"})
        void shouldAllow(String sql) {
            assertThat(new Migration("db/migration/V9__x.sql", sql).breaches()).isEmpty();
        }
    }
}
