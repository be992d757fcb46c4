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
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import io.trestle.engines.process.CurrentUser;
import io.trestle.engines.process.Durability;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.PortTaken;
import io.trestle.engines.process.ThrowAwayDirectory;

class PostgresEngineTest {

    static ThrowAwayDirectory directory;
    static Path data;
    static PostgresEngine engine;

    Path otherData;

    @BeforeAll
    static void startEngine() {
        directory = ThrowAwayDirectory.create();
        data = directory.path().resolve("postgres");
        engine = PostgresEngine.start(data, 0, Durability.FAST);
    }

    @BeforeEach
    void reviveEngine(TestInfo test) {
        engine.start();
        otherData = directory.path().resolve(test.getTestMethod().orElseThrow().getName());
    }

    @AfterAll
    static void removeEngine() {
        engine.kill();
        directory.close();
    }

    @Nested
    class Start {

        @Test
        void shouldServeVersion18WithSmallSettings_whenReady() throws SQLException {
            assertThat(query("SHOW server_version")).startsWith("18.");
            assertThat(query("SHOW shared_buffers")).isEqualTo("64MB");
            assertThat(query("SHOW max_connections")).isEqualTo("200");
            assertThat(query("SELECT datlocale FROM pg_database WHERE datname = 'postgres'")).isEqualTo("C.UTF-8");
        }

        @Test
        void shouldRefuseClient_whenPasswordIsWrong() {
            PostgresAddress address = engine.address();
            assertThatThrownBy(() -> address.connect("postgres", PostgresAddress.ADMIN, "wrong")).isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(address.toString()).doesNotContain(address.adminPassword());
        }

        @Test
        void shouldNotRunAsRoot_whenStartedByRoot() {
            long pid = Postmaster.of(data.resolve("cluster")).orElseThrow().pid();
            assertThat(ProcessHandle.of(pid).flatMap(process -> process.info().user()))
                    .contains(CurrentUser.isRoot() ? "nobody" : System.getProperty("user.name"));
        }

        @Test
        void shouldServe_whenOnlyOwnerReachesDirectory() throws Exception {
            // given
            Path closed = Files.createDirectory(otherData,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // when
            try (PostgresEngine other = PostgresEngine.start(closed.resolve("postgres"), 0, Durability.FAST)) {
                // then
                assertThat(query(other, "SELECT 1")).isEqualTo("1");
                other.restart();
                assertThat(query(other, "SELECT 1")).isEqualTo("1");
            }
        }

        @Test
        void shouldSyncCommits_whenDurable() throws SQLException {
            try (PostgresEngine durable = PostgresEngine.start(otherData, 0, Durability.DURABLE)) {
                assertThat(query(durable, "SHOW fsync")).isEqualTo("on");
                assertThat(query(durable, "SHOW synchronous_commit")).isEqualTo("on");
            }
        }

        @Test
        void shouldStartOver_whenCreationWasCutOff() throws Exception {
            // given
            Files.createDirectories(otherData.resolve("cluster.unfinished"));
            Files.writeString(otherData.resolve("cluster.unfinished/PG_VERSION"), "18");
            // when
            try (PostgresEngine other = PostgresEngine.start(otherData, 0, Durability.FAST)) {
                // then
                assertThat(query(other, "SELECT 1")).isEqualTo("1");
            }
        }

        @Test
        void shouldNamePort_whenItIsTaken() throws IOException {
            try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                int port = other.getLocalPort();
                assertThatThrownBy(() -> PostgresEngine.start(otherData, port, Durability.FAST)).isInstanceOf(PortTaken.class)
                        .hasMessage("port %d on 127.0.0.1 is taken by another process, so PostgreSQL cannot listen on it", port);
            }
        }

        @Test
        void shouldNameDirectory_whenAnotherEngineUsesIt() {
            assertThatThrownBy(() -> PostgresEngine.start(data, 0, Durability.FAST)).isInstanceOf(EngineFailure.class)
                    .hasMessage("data directory %s is in use by another process", data);
        }

        @Test
        void shouldNameDirectory_whenItCannotExist() throws IOException {
            Files.writeString(otherData, "a file");
            assertThatThrownBy(() -> PostgresEngine.start(otherData, 0, Durability.FAST)).isInstanceOf(EngineFailure.class)
                    .hasMessageContaining("data directory " + otherData + " cannot be used");
        }
    }

    @Nested
    class Restart {

        @BeforeEach
        void createTable() throws SQLException {
            execute("DROP TABLE IF EXISTS words");
            execute("CREATE TABLE words (word text)");
            execute("INSERT INTO words VALUES ('kept')");
        }

        @Test
        void shouldKeepAddressAndData_whenStoppedCleanly() throws SQLException {
            // given
            PostgresAddress before = engine.address();
            // when
            engine.restart();
            // then
            assertThat(engine.address()).isEqualTo(before);
            assertThat(query("SELECT word FROM words")).isEqualTo("kept");
        }

        @Test
        void shouldKeepCommittedData_whenKilled() throws SQLException {
            // when
            engine.kill();
            assertThat(engine.isRunning()).isFalse();
            engine.start();
            // then
            assertThat(query("SELECT word FROM words")).isEqualTo("kept");
        }

        @Test
        void shouldStart_whenStalePidBelongsToAnotherProcess() throws Exception {
            // given: after a crash, this very process has the id that the server had
            engine.kill();
            Path pidFile = data.resolve("cluster/postmaster.pid");
            List<String> lines = Files.readAllLines(pidFile);
            lines.set(0, Long.toString(ProcessHandle.current().pid()));
            Files.write(pidFile, lines);
            // when
            engine.start();
            // then
            assertThat(query("SELECT word FROM words")).isEqualTo("kept");
        }

        @Test
        void shouldStart_whenOnlyPostmasterWasKilled() throws Exception {
            // given: its children notice a moment later, and hold its memory until then
            long pid = Postmaster.of(data.resolve("cluster")).orElseThrow().pid();
            try (Connection busy = engine.address().connectAsAdmin("postgres"); Statement statement = busy.createStatement()) {
                assertThat(statement.execute("SELECT 1")).isTrue();
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                engine.awaitEnd();
                // when
                engine.start();
            }
            // then
            assertThat(query("SELECT word FROM words")).isEqualTo("kept");
        }
    }

    @Nested
    class Pause {

        @Test
        void shouldAnswerOnlyAfterResume_whenPaused() throws Exception {
            try (Connection connection = engine.address().connectAsAdmin("postgres"); Statement statement = connection.createStatement()) {
                connection.setNetworkTimeout(Runnable::run, 300);
                // when
                engine.pause();
                // then
                assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
            }
            engine.resume();
            assertThat(query("SELECT 1")).isEqualTo("1");
        }

        @Test
        void shouldStop_whenPaused() {
            engine.pause();
            engine.stop();
            assertThat(engine.isRunning()).isFalse();
        }
    }

    static void execute(String sql) throws SQLException {
        try (Connection connection = engine.address().connectAsAdmin("postgres"); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String query(String sql) throws SQLException {
        return query(engine, sql);
    }

    static String query(PostgresEngine on, String sql) throws SQLException {
        try (Connection connection = on.address().connectAsAdmin("postgres"); Statement statement = connection.createStatement()) {
            ResultSet result = statement.executeQuery(sql);
            result.next();
            return result.getString(1);
        }
    }
}
