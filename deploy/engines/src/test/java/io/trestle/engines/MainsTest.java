package io.trestle.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.engines.kafka.Records;
import io.trestle.engines.postgres.PostgresAddress;
import io.trestle.engines.process.Command;
import io.trestle.engines.process.CurrentUser;
import io.trestle.engines.process.Ports;
import io.trestle.engines.process.ThrowAwayDirectory;

class MainsTest {

    // 128 + number of the signal
    static final int ENDED_BY_SIGTERM = 143;

    static ThrowAwayDirectory directory;

    Path data;

    @BeforeAll
    static void createDirectory() {
        directory = ThrowAwayDirectory.create();
    }

    @BeforeEach
    void chooseData(TestInfo test) {
        data = directory.path().resolve(test.getTestMethod().orElseThrow().getName() + test.getDisplayName().hashCode());
    }

    @AfterAll
    static void removeDirectory() {
        directory.close();
    }

    @Nested
    class Postgres {

        @Test
        void shouldStopServerCleanly_whenTerminated() throws Exception {
            try (TestJvm main = TestJvm.start(PostgresMain.class, data.toString(), freePort(), "--fast")) {
                // given
                assertThat(main.awaitReady()).startsWith("127.0.0.1:");
                assertThat(data.resolve("cluster/postmaster.pid")).exists();
                // when
                main.process().destroy();
                // then
                assertThat(main.awaitEnd()).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(data.resolve("cluster/postmaster.pid")).doesNotExist();
                assertThat(Files.readString(data.resolve("server.log"))).contains("received fast shutdown request",
                        "database system is shut down");
                assertThat(main.errors()).isEmpty();
            }
        }

        @Test
        void shouldServeAgainAtOnce_whenSupervisorWasKilled() throws Exception {
            String port = freePort();
            try (TestJvm killed = TestJvm.start(PostgresMain.class, data.toString(), port, "--fast")) {
                // given
                PostgresAddress address = address(killed.awaitReady());
                DatabaseProvisioning.provision(address, "kept", "secret");
                // when
                killed.kill();
                try (TestJvm restarted = TestJvm.start(PostgresMain.class, data.toString(), port, "--fast")) {
                    // then
                    assertThat(restarted.awaitReady()).isEqualTo("127.0.0.1:" + port);
                    try (Connection connection = address.connect("kept", "client_api", "secret")) {
                        assertThat(connection.getSchema()).isEqualTo("client_api");
                    }
                }
            }
        }

        private PostgresAddress address(String hostAndPort) throws IOException {
            int port = Integer.parseInt(hostAndPort.substring(hostAndPort.indexOf(':') + 1));
            return new PostgresAddress("127.0.0.1", port, Files.readString(data.resolve("admin-password")));
        }
    }

    @Nested
    class Kafka {

        @Test
        void shouldStopCleanly_whenTerminated() throws Exception {
            try (TestJvm main = TestJvm.start(KafkaMain.class, data.toString(), freePort(), "--fast")) {
                // given
                Records.write(main.awaitReady(), "topic", "text");
                // when
                main.process().destroy();
                // then
                assertThat(main.awaitEnd()).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(data.resolve("logs/.kafka_cleanshutdown")).exists();
            }
        }

        @Test
        void shouldEndWithParent_whenAskedTo() throws Exception {
            try (TestJvm main = TestJvm.start(KafkaMain.class, data.toString(), freePort(), "--fast", "--exit-with-parent")) {
                main.awaitReady();
                main.process().getOutputStream().close();
                assertThat(main.awaitEnd()).isZero();
            }
        }
    }

    @Nested
    class Refusal {

        @ParameterizedTest
        @ValueSource(classes = {PostgresMain.class, KafkaMain.class})
        void shouldNamePort_whenItIsTaken(Class<?> main) throws Exception {
            try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                String port = String.valueOf(other.getLocalPort());
                try (TestJvm refused = TestJvm.start(main, data.toString(), port)) {
                    assertThat(refused.awaitEnd()).isEqualTo(1);
                    assertThat(refused.nextLine()).isNull();
                    assertThat(refused.errors()).hasLineCount(1).startsWith("port " + port + " on 127.0.0.1 is taken by another process");
                }
            }
        }

        @ParameterizedTest
        @ValueSource(classes = {PostgresMain.class, KafkaMain.class})
        void shouldNameDirectory_whenDiskIsFull(Class<?> main) throws Exception {
            Files.createDirectory(data);
            // a disk of its own, in a mount namespace
            List<String> smallDisk = List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                    "mount -t tmpfs -o size=8m tmpfs \"$0\" && exec \"$@\"", data.toString());
            assumeTrue(Command.of("true").behind(smallDisk).run().succeeded(), "this machine lets no user mount a disk");
            try (TestJvm refused = TestJvm.start(smallDisk, classPath(), List.of(), main, data.toString(), freePort())) {
                assertThat(refused.awaitEnd()).isEqualTo(1);
                assertThat(refused.errors()).isEqualTo("disk full: " + data + " has 8 MiB left, an engine needs 64 MiB to start");
            }
        }

        @Test
        void shouldNameArgument_whenItIsMissingOrUnknown() throws Exception {
            try (TestJvm refused = TestJvm.start(KafkaMain.class, data.toString())) {
                assertThat(refused.awaitEnd()).isEqualTo(1);
                assertThat(refused.errors()).isEqualTo("no port: give it as argument 2 or in PORT");
            }
            try (TestJvm refused = TestJvm.start(KafkaMain.class, data.toString(), "1", "--quick")) {
                assertThat(refused.awaitEnd()).isEqualTo(1);
                assertThat(refused.errors()).isEqualTo("unknown argument: --quick");
            }
        }
    }

    /** What root cannot see of itself: the engines as everyone else runs them. */
    @Nested
    class AsNormalUser {

        static List<String> nobody;
        static String classPath;
        static Path home;

        @BeforeAll
        static void prepare() throws Exception {
            assumeTrue(CurrentUser.isRoot(), "not root: all other tests run as a normal user already");
            String user = Command.of("id", "-u", "nobody").run().text();
            nobody = List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups");
            assumeTrue(Command.of("true").behind(nobody).run().succeeded(), "setpriv is not installed");
            home = Files.createDirectory(directory.path().resolve("home-of-nobody"));
            // where root's own class path lies, others cannot read
            Path copies = Files.createDirectory(directory.path().resolve("class-path"));
            Stream<String> entries = Arrays.stream(MainsTest.classPath().split(File.pathSeparator))
                    .filter(entry -> Files.exists(Path.of(entry)));
            new Command(Stream.of(Stream.of("cp", "-R"), entries, Stream.of(copies.toString())).flatMap(part -> part).toList()).require();
            classPath = copies + "/classes" + File.pathSeparator + copies + "/*";
            Command.of("chown", user, home.toString()).require();
        }

        @Test
        void shouldServe_whenDirectoryIsOwn() throws Exception {
            Path own = home.resolve("postgres");
            try (TestJvm main = start(PostgresMain.class, own)) {
                assertThat(main.awaitReady()).startsWith("127.0.0.1:");
                assertThat(Files.getOwner(own.resolve("cluster")).getName()).isEqualTo("nobody");
            }
            try (TestJvm main = start(KafkaMain.class, home.resolve("kafka"))) {
                Records.write(main.awaitReady(), "topic", "text");
            }
        }

        @ParameterizedTest
        @ValueSource(classes = {PostgresMain.class, KafkaMain.class})
        void shouldNameDirectoryAndUser_whenNotWritable(Class<?> main) throws Exception {
            try (TestJvm refused = start(main, data)) {
                assertThat(refused.awaitEnd()).isEqualTo(1);
                assertThat(refused.errors()).isEqualTo("data directory " + data + " is not writable by user nobody");
            }
        }

        private TestJvm start(Class<?> main, Path data) throws IOException {
            return TestJvm.start(nobody, classPath, List.of("-Dtrestle.root=" + home), main, data.toString(), freePort(), "--fast");
        }
    }

    static String freePort() {
        return Integer.toString(Ports.free());
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }
}
