package io.trestle.engines.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.engines.process.CurrentUser;
import io.trestle.engines.process.Durability;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.PortTaken;
import io.trestle.engines.process.ThrowAwayDirectory;

class PostgresEngineTest {

    ThrowAwayDirectory directory;
    Path data;

    @BeforeEach
    void createDirectory() {
        directory = ThrowAwayDirectory.create();
        data = directory.path().resolve("postgres");
    }

    @AfterEach
    void removeDirectory() {
        directory.close();
    }

    @Nested
    class Start {

        @Test
        void shouldServeVersion18WithSmallSettings_whenDataIsNew() throws SQLException {
            try (PostgresEngine engine = start()) {
                assertThat(query(engine, "SHOW server_version")).startsWith("18.");
                assertThat(query(engine, "SHOW shared_buffers")).isEqualTo("64MB");
                assertThat(query(engine, "SHOW max_connections")).isEqualTo("200");
                assertThat(query(engine, "SELECT datlocale FROM pg_database WHERE datname = 'postgres'")).isEqualTo("C.UTF-8");
            }
        }

        @Test
        void shouldSyncCommits_whenDurable() throws SQLException {
            try (PostgresEngine engine = PostgresEngine.start(data, 0, Durability.DURABLE)) {
                assertThat(query(engine, "SHOW fsync")).isEqualTo("on");
                assertThat(query(engine, "SHOW synchronous_commit")).isEqualTo("on");
            }
        }

        @Test
        void shouldRefuseClients_whenPasswordIsWrong() {
            try (PostgresEngine engine = start()) {
                PostgresAddress address = engine.address();
                assertThatThrownBy(() -> address.connect("postgres", PostgresAddress.ADMIN, "wrong")).isInstanceOf(SQLException.class)
                        .hasMessageContaining("password authentication failed");
                assertThat(address.toString()).doesNotContain(address.adminPassword());
            }
        }

        @Test
        void shouldStartOver_whenCreationWasCutOff() throws Exception {
            // given
            Files.createDirectories(data.resolve("cluster.unfinished"));
            Files.writeString(data.resolve("cluster.unfinished/PG_VERSION"), "18");
            // when
            try (PostgresEngine engine = start()) {
                // then
                assertThat(query(engine, "SELECT 1")).isEqualTo("1");
            }
        }

        @Test
        void shouldNamePort_whenItIsTaken() throws IOException {
            try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                int port = other.getLocalPort();
                assertThatThrownBy(() -> PostgresEngine.start(data, port, Durability.FAST)).isInstanceOf(PortTaken.class)
                        .hasMessage("port %d on 127.0.0.1 is taken by another process, so PostgreSQL cannot listen on it", port);
            }
            // and the data is free for the next attempt
            start().close();
        }

        @Test
        void shouldNameDirectory_whenAnotherEngineUsesIt() {
            try (PostgresEngine engine = start()) {
                assertThat(engine.isRunning()).isTrue();
                assertThatThrownBy(PostgresEngineTest.this::start).isInstanceOf(EngineFailure.class)
                        .hasMessage("data directory %s is in use by another process", data);
            }
        }

        @Test
        void shouldNameDirectory_whenItCannotExist() throws IOException {
            Files.writeString(data, "a file");
            assertThatThrownBy(PostgresEngineTest.this::start).isInstanceOf(EngineFailure.class)
                    .hasMessageContaining("data directory " + data + " cannot be used");
        }

        @Test
        void shouldNotBeRoot_whenDirectoryIsReachedByAll() throws SQLException {
            try (PostgresEngine engine = start()) {
                String expected = CurrentUser.isRoot() ? "nobody" : System.getProperty("user.name");
                assertThat(serverUser()).isEqualTo(expected);
                assertThat(query(engine, "SELECT 1")).isEqualTo("1");
            }
        }

        @Test
        void shouldServe_whenOnlyOwnerReachesDirectory() throws Exception {
            // given
            Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwx------"));
            // when
            try (PostgresEngine engine = start()) {
                // then
                assertThat(query(engine, "SELECT 1")).isEqualTo("1");
                engine.kill();
                engine.start();
                assertThat(query(engine, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Nested
    class Restart {

        @Test
        void shouldKeepPortAndData_whenStoppedCleanly() throws SQLException {
            try (PostgresEngine engine = start()) {
                // given
                PostgresAddress before = engine.address();
                write(engine, "kept");
                // when
                engine.restart();
                // then
                assertThat(engine.address()).isEqualTo(before);
                assertThat(read(engine)).containsExactly("kept");
            }
        }

        @Test
        void shouldKeepCommittedData_whenKilled() throws SQLException {
            try (PostgresEngine engine = start()) {
                // given
                write(engine, "kept");
                // when
                engine.kill();
                assertThat(engine.isRunning()).isFalse();
                engine.start();
                // then
                assertThat(read(engine)).containsExactly("kept");
            }
        }

        @Test
        void shouldStart_whenStalePidBelongsToAnotherProcess() throws Exception {
            try (PostgresEngine engine = start()) {
                // given: a crash, after which this very process has the server's old id
                write(engine, "kept");
                engine.kill();
                Path pidFile = data.resolve("cluster/postmaster.pid");
                List<String> lines = Files.readAllLines(pidFile);
                lines.set(0, Long.toString(ProcessHandle.current().pid()));
                Files.write(pidFile, lines);
                // when
                engine.start();
                // then
                assertThat(read(engine)).containsExactly("kept");
            }
        }

        @Test
        void shouldStartAgain_whenServerEndedByItself() throws Exception {
            try (PostgresEngine engine = start()) {
                // given
                Postmaster postmaster = Postmaster.of(data.resolve("cluster")).orElseThrow();
                ProcessHandle.of(postmaster.pid()).orElseThrow().destroyForcibly();
                engine.awaitEnd();
                // when
                engine.start();
                // then
                assertThat(query(engine, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Nested
    class Pause {

        @Test
        void shouldAnswerLate_whenResumed() throws Exception {
            try (PostgresEngine engine = start(); Connection connection = engine.address().connectAsAdmin("postgres")) {
                // given
                engine.pause();
                // when
                connection.setNetworkTimeout(Runnable::run, (int) Duration.ofMillis(300).toMillis());
                // then
                assertThatThrownBy(() -> connection.createStatement().executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
                engine.resume();
                assertThat(query(engine, "SELECT 1")).isEqualTo("1");
            }
        }

        @Test
        void shouldStop_whenPaused() {
            try (PostgresEngine engine = start()) {
                engine.pause();
                engine.stop();
                assertThat(engine.isRunning()).isFalse();
            }
        }
    }

    PostgresEngine start() {
        return PostgresEngine.start(data, 0, Durability.FAST);
    }

    String serverUser() {
        long pid = Postmaster.of(data.resolve("cluster")).orElseThrow().pid();
        return ProcessHandle.of(pid).flatMap(process -> process.info().user()).orElseThrow();
    }

    static void write(PostgresEngine engine, String word) throws SQLException {
        try (Connection connection = engine.address().connectAsAdmin("postgres"); Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS words (word text)");
            statement.execute("INSERT INTO words VALUES ('" + word + "')");
        }
    }

    static List<String> read(PostgresEngine engine) throws SQLException {
        return List.of(query(engine, "SELECT string_agg(word, ',') FROM words").split(","));
    }

    static String query(PostgresEngine engine, String sql) throws SQLException {
        try (Connection connection = engine.address().connectAsAdmin("postgres"); Statement statement = connection.createStatement()) {
            ResultSet result = statement.executeQuery(sql);
            result.next();
            return result.getString(1);
        }
    }
}
