package io.trestle.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.engines.postgres.PostgresAddress;

class DatabaseProvisioningTest {

    static final List<String> ROLES = DatabaseProvisioning.ROLES;
    static final String DATABASE = "trestle";
    static final String PASSWORD = "secret";

    static PrivatePostgres postgres;

    @BeforeAll
    static void provision() throws SQLException {
        postgres = Engines.privatePostgres();
        DatabaseProvisioning.provision(postgres.server(), DATABASE, PASSWORD);
        for (String role : ROLES) {
            execute(role, "CREATE TABLE notes (note text)");
            execute(role, "INSERT INTO notes VALUES ('of " + role + "')");
        }
    }

    @AfterAll
    static void removePostgres() {
        postgres.close();
    }

    static Stream<Arguments> pairs() {
        return ROLES.stream().flatMap(role -> ROLES.stream().filter(other -> !other.equals(role)).map(other -> Arguments.of(role, other)));
    }

    @Nested
    class Roles {

        @ParameterizedTest
        @FieldSource("io.trestle.engines.DatabaseProvisioningTest#ROLES")
        void shouldUseOwnSchema_whenNoneIsNamed(String role) throws SQLException {
            assertThat(query(role, "SELECT note FROM notes")).isEqualTo("of " + role);
            assertThat(query(role,
                    "SELECT schemaname || ' ' || tableowner FROM pg_tables WHERE tablename = 'notes' AND tableowner = current_user"))
                    .isEqualTo(role + " " + role);
        }

        @ParameterizedTest
        @MethodSource("io.trestle.engines.DatabaseProvisioningTest#pairs")
        void shouldNotReachSchema_whenItIsAnothers(String role, String other) {
            assertThatThrownBy(() -> query(role, "SELECT note FROM " + other + ".notes"))
                    .hasMessageContaining("permission denied for schema");
            assertThatThrownBy(() -> execute(role, "CREATE TABLE " + other + ".mine (note text)"))
                    .hasMessageContaining("permission denied for schema");
            assertThatThrownBy(() -> execute(role, "SET ROLE " + other)).hasMessageContaining("permission denied to set role");
        }

        @ParameterizedTest
        @FieldSource("io.trestle.engines.DatabaseProvisioningTest#ROLES")
        void shouldCreateNothing_whenOutsideOwnSchema(String role) {
            assertThatThrownBy(() -> execute(role, "CREATE TABLE public.notes (note text)")).hasMessageContaining("permission denied");
            assertThatThrownBy(() -> execute(role, "CREATE SCHEMA another")).hasMessageContaining("permission denied");
            assertThatThrownBy(() -> execute(role, "CREATE DATABASE another")).hasMessageContaining("permission denied");
        }

        @Test
        void shouldNotConnect_whenRoleIsNotOneOfTheServices() throws SQLException {
            PostgresAddress server = postgres.server();
            try (Connection admin = server.connectAsAdmin("postgres"); Statement statement = admin.createStatement()) {
                statement.execute("CREATE ROLE stranger LOGIN PASSWORD 'secret'");
            }
            assertThatThrownBy(() -> server.connect(DATABASE, "stranger", "secret")).hasMessageContaining("permission denied for database");
        }
    }

    @Nested
    class Repetition {

        @Test
        void shouldKeepDataAndSetPassword_whenProvisionedAgain() throws SQLException {
            // when
            DatabaseProvisioning.provision(postgres.server(), DATABASE, "another");
            // then
            try (Connection connection = postgres.server().connect(DATABASE, "client_api", "another")) {
                assertThat(connection.createStatement().executeQuery("SELECT note FROM notes").next()).isTrue();
            }
            assertThatThrownBy(() -> query("client_api", "SELECT 1")).hasMessageContaining("password authentication failed");
            DatabaseProvisioning.provision(postgres.server(), DATABASE, PASSWORD);
        }

        @Test
        void shouldSucceed_whenManyProvisionAtOnce() {
            var attempts = IntStream.range(0, 12).mapToObj(
                    number -> CompletableFuture
                            .runAsync(() -> DatabaseProvisioning.provision(postgres.server(), "many" + number % 3, PASSWORD)))
                    .toArray(CompletableFuture<?>[]::new);
            assertThat(CompletableFuture.allOf(attempts)).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Nested
    class Names {

        @Test
        void shouldBeAllowed_whenAKeyWord() throws SQLException {
            DatabaseProvisioning.provision(postgres.server(), "select", PASSWORD);
            try (Connection connection = postgres.server().connect("select", "dbc_adapter", PASSWORD)) {
                assertThat(connection.getCatalog()).isEqualTo("select");
            }
            DatabaseProvisioning.drop(postgres.server(), "select");
            assertThatThrownBy(() -> postgres.server().connect("select", "dbc_adapter", PASSWORD)).hasMessageContaining("does not exist");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "Trestle", "a-b", "a\"; DROP ROLE client_api", "1a"})
        void shouldBeRefused_whenNotPlain(String name) {
            assertThatThrownBy(() -> DatabaseProvisioning.provision(postgres.server(), name, PASSWORD))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    static void execute(String role, String sql) throws SQLException {
        try (Connection connection = postgres.server().connect(DATABASE, role, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String query(String role, String sql) throws SQLException {
        try (Connection connection = postgres.server().connect(DATABASE, role, PASSWORD);
                Statement statement = connection.createStatement()) {
            ResultSet result = statement.executeQuery(sql);
            result.next();
            return result.getString(1);
        }
    }
}
