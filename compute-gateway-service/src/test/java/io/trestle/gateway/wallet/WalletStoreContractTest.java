package io.trestle.gateway.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.gateway.GatewayConfig;
import io.trestle.gateway.GatewayTestResource;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.signature.TestKey;
import io.trestle.gateway.signature.WalletAddress;
import io.trestle.gateway.wallet.WalletStore.SignIn;
import io.vertx.mutiny.sqlclient.Pool;

/** What both stores do. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(GatewayTestResource.class)
class WalletStoreContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Pool pool;

    @ConfigProperty(name = "trestle.database.role")
    String schema;

    private final Instant later = Instant.now().plusSeconds(600);

    @ParameterizedTest
    @EnumSource
    void shouldSignIn_onlyWhoWasAuthorized_andOnceForEachProof(GatewayConfig.Store kind) {
        var store = store(kind, 100_000);
        var wallet = wallet();
        var proof = UUID.randomUUID().toString();
        assertThat(get(store.find(wallet))).isNull();
        assertThat(get(store.signIn(wallet, proof, later))).isEqualTo(new SignIn.Unauthorized());

        assertThat(get(store.authorize(wallet, false))).isTrue();
        assertThat(get(store.authorize(wallet, false))).as("once more").isTrue();
        assertThat(get(store.signIn(wallet, proof, later))).as("it was not used up before").isEqualTo(new SignIn.Accepted(0));
        assertThat(get(store.signIn(wallet, proof, later))).isEqualTo(new SignIn.Replayed());
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndSessions(GatewayConfig.Store kind) {
        var store = store(kind, 100_000);
        var wallet = wallet();
        get(store.authorize(wallet, true));
        var session = new Session(wallet, later.getEpochSecond(), 0, "aaaaaaaaaaaaaaaa");
        assertThat(get(store.find(wallet)).accepts(0, session.id())).isTrue();

        get(store.end(session));
        assertThat(get(store.find(wallet)).accepts(0, session.id())).isFalse();
        assertThat(get(store.find(wallet)).accepts(0, "bbbbbbbbbbbbbbbb")).isTrue();
        get(store.endAll(wallet));
        assertThat(get(store.find(wallet)).accepts(0, "bbbbbbbbbbbbbbbb")).isFalse();
        assertThat(get(store.signIn(wallet, UUID.randomUUID().toString(), later))).isEqualTo(new SignIn.Accepted(1));
    }

    /** Attack 12: anybody may name any address; that must not fill anything. */
    @ParameterizedTest
    @EnumSource
    void shouldRememberOnlySoManyWalletsThatNeverSignIn(GatewayConfig.Store kind) {
        var most = unproven(kind) + 1;
        var store = store(kind, most);
        var first = wallet();
        assertThat(get(store.authorize(first, false))).isTrue();

        assertThat(get(store.authorize(wallet(), false))).isFalse();
        assertThat(get(store.authorize(first, false))).as("it is known").isTrue();
        assertThat(get(store.authorize(wallet(), true))).as("it has shown its key").isTrue();
        get(store.signIn(first, UUID.randomUUID().toString(), later));
        assertThat(get(store.authorize(wallet(), false))).as("the first one has made room").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void shouldForgetWalletsThatNeverSignedIn(GatewayConfig.Store kind) {
        var store = store(kind, 100_000);
        var named = wallet();
        var proven = wallet();
        get(store.authorize(named, false));
        get(store.authorize(proven, true));
        get(store.sweep(Duration.ofHours(1)));
        assertThat(get(store.find(named))).isNotNull();

        get(store.sweep(Duration.ofSeconds(-1)));
        assertThat(get(store.find(named))).isNull();
        assertThat(get(store.find(proven))).isNotNull();
    }

    private WalletStore store(GatewayConfig.Store kind, int mostUnproven) {
        return kind == GatewayConfig.Store.MEMORY
                ? new MemoryWallets(mostUnproven, Clock.systemUTC())
                : new PostgresWallets(pool, config(mostUnproven), schema);
    }

    private int unproven(GatewayConfig.Store kind) {
        return kind == GatewayConfig.Store.MEMORY
                ? 0
                : get(pool.query("SELECT count(*)::int FROM wallet WHERE unproven").execute()).iterator().next().getInteger(0);
    }

    private static GatewayConfig config(int mostUnproven) {
        Map<String, String> values = new HashMap<>(
                Map.of("trestle.gateway.unproven-wallets", "" + mostUnproven, "trestle.gateway.port", "0",
                        "quarkus.http.host", "127.0.0.1"));
        return new SmallRyeConfigBuilder().withMapping(GatewayConfig.class).withConverter(Duration.class, 200, new DurationConverter())
                .addDefaultInterceptors().withSources(new PropertiesConfigSource(values, "test", 100)).withValidateUnknown(false).build()
                .getConfigMapping(GatewayConfig.class);
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    private static WalletAddress wallet() {
        return TestKey.named(UUID.randomUUID().toString()).address();
    }
}
