package io.trestle.cloudflare.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.cloudflare.cloudflareapi.limit.CallPriority;
import io.trestle.cloudflare.cloudflareapi.limit.RateSignal;
import io.trestle.engines.TestEnvironment;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;

/** The bucket in a real PostgreSQL. Each budget stands for a replica. */
class SharedBudgetTest {

    private static final String ROLE = "cloudflare_adapter";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Settings(int calls, Duration window, double reserve, int portion) implements BudgetConfig {
    }

    private final Vertx vertx = Vertx.vertx();
    private TestEnvironment environment;
    private Pool pool;

    @BeforeEach
    void open() throws SQLException, IOException {
        environment = TestEnvironment.create();
        try (var connection = environment.connect(ROLE);
                var statement = connection.createStatement();
                var script = BudgetStore.class.getResourceAsStream("/db/migration/V2__call_budget.sql")) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        var address = environment.postgres().hostAndPort().split(":");
        pool = Pool.newInstance(PgBuilder.pool().using(vertx).with(new PoolOptions().setMaxSize(8))
                .connectingTo(new PgConnectOptions().setHost(address[0]).setPort(Integer.parseInt(address[1]))
                        .setDatabase(environment.database()).setUser(ROLE).setPassword(environment.password()))
                .build());
    }

    @AfterEach
    void close() {
        pool.closeAndAwait();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        environment.close();
    }

    private SharedBudget replica(BudgetConfig settings) {
        return new SharedBudget(new BudgetStore(pool, settings), settings);
    }

    private static boolean take(SharedBudget budget) {
        return budget.take(CallPriority.USER).replaceWith(true).onFailure(CloudflareUnavailable.class).recoverWithItem(false).await()
                .atMost(PATIENCE);
    }

    private static int drain(SharedBudget budget) {
        return (int) IntStream.iterate(0, one -> one + 1).takeWhile(one -> take(budget)).count();
    }

    @Nested
    class Replicas {

        @Test
        void shouldStayUnderTheLimitTogether_whenBothDrawOnIt() {
            // A refill of one call every two minutes: nothing to speak of while the test runs.
            var settings = new Settings(200, Duration.ofHours(7), 0.5, 8);
            var one = replica(settings);
            var other = replica(settings);

            var taken = new ArrayList<Uni<Boolean>>();
            for (var i = 0; i < 300; i++) {
                taken.add((i % 2 == 0 ? one : other).take(CallPriority.USER).replaceWith(true).onFailure().recoverWithItem(false));
            }
            var granted = Uni.join().all(taken).andFailFast().await().atMost(PATIENCE).stream().filter(yes -> yes).count();

            assertThat(granted).isLessThanOrEqualTo(200).isGreaterThan(200 - 2 * settings.portion());
            assertThat(granted + drain(one) + drain(other)).isBetween(200L, 201L);
        }

        @Test
        void shouldKeepStill_whenTheOtherWasToldToWait() {
            var settings = new Settings(200, Duration.ofMinutes(5), 0.5, 1);
            var one = replica(settings);
            var other = replica(settings);
            assertThat(take(one)).isTrue();

            other.learn(new RateSignal(null, null, Duration.ofMinutes(2)));

            await().atMost(PATIENCE).until(() -> !take(one));
            var failure = one.take(CallPriority.SWEEP).onItemOrFailure().transform((nothing, why) -> why).await().atMost(PATIENCE);
            assertThat(failure).isInstanceOfSatisfying(CloudflareUnavailable.class,
                    why -> assertThat(why.retryAfter()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(121)));
        }

        @Test
        void shouldBelieveTheLowerCount_whenOthersUseTheTokenToo() {
            var settings = new Settings(200, Duration.ofHours(7), 0.5, 1);
            var budget = replica(settings);

            budget.learn(new RateSignal(20, Duration.ofSeconds(30), null));

            await().atMost(PATIENCE)
                    .until(() -> new BudgetStore(pool, settings).look().await().atMost(PATIENCE).calls() < 21);
            assertThat(drain(budget)).isBetween(19, 21);
        }
    }

    @Nested
    class Sweeps {

        @Test
        void shouldWaitForItsCallAndGoOn_whenOnlyTheReserveIsLeft() {
            // 20 calls a second
            var budget = replica(new Settings(100, Duration.ofSeconds(5), 0.5, 1));
            for (var i = 0; i < 60; i++) {
                take(budget);
            }

            var sweep = List.of(1, 2, 3, 4, 5).stream().map(call -> budget.take(CallPriority.SWEEP))
                    .reduce((before, next) -> before.chain(() -> next)).orElseThrow();

            sweep.await().atMost(PATIENCE);
        }

        @Test
        void shouldLeaveTheReserveToUsers_whenItWaits() {
            var settings = new Settings(100, Duration.ofHours(7), 0.5, 1);
            var budget = replica(settings);
            for (var i = 0; i < 50; i++) {
                budget.take(CallPriority.SWEEP).await().atMost(PATIENCE);
            }

            var waiting = budget.take(CallPriority.SWEEP).subscribeAsCompletionStage();

            assertThat(drain(budget)).isBetween(50, 51);
            assertThat(waiting).isNotDone();
            waiting.cancel(true);
        }
    }
}
