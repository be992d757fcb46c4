package io.trestle.clientapi.registration;

import static io.trestle.clientapi.RegisteredModelAssert.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.TunnelEventMother;
import io.trestle.clientapi.signature.SignatureMother;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.ModelId;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.TunnelPooled;

/** Registrations while the adapter offers ids whose tunnels stand already. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class OfferedIdTest {

    private final AdapterSide adapter = AdapterSide.shared();
    private final Api api = Api.local();

    @BeforeEach
    @AfterEach
    void withdrawAll() {
        Database.update("DELETE FROM tunnel_offer");
    }

    private static String newId() {
        return ModelId.generate(RandomGenerator.getDefault()).value();
    }

    private void offer(String... ids) {
        Stream.of(ids).forEach(id -> adapter.send(pooled(id)));
        await().until(() -> offered().containsAll(List.of(ids)));
    }

    private static TunnelPooled pooled(String id) {
        return new TunnelPooled(id, id + "." + TunnelEventMother.ZONE);
    }

    private static List<String> offered() {
        return Database.select("SELECT model_id FROM tunnel_offer");
    }

    @Test
    void shouldTakeTheOfferedIdAndAskForItsTunnelAsEver_whenThereIsOne() {
        var id = newId();
        offer(id);

        assertThat(api.registered()).isEqualTo(id);

        assertThat(adapter.commandsOf(id)).singleElement().isInstanceOfSatisfying(ProvisionTunnel.class,
                command -> assertThat(command.generation()).isEqualTo(1));
        assertThat(offered()).isEmpty();
    }

    @Test
    void shouldMakeAnIdOfItsOwn_whenTheLastOneIsTaken() {
        var id = newId();
        offer(id);
        api.registered();

        assertThat(api.registered()).isNotEqualTo(id);
    }

    @Test
    void shouldTakeEachOnce_whenManyRegisterAtOnce() {
        var offered = Stream.generate(OfferedIdTest::newId).limit(4).toArray(String[]::new);
        offer(offered);

        var registrations = Stream.generate(() -> CompletableFuture.supplyAsync(api::registered)).limit(8).toList();
        var ids = registrations.stream().map(CompletableFuture::join).toList();

        assertThat(ids).doesNotHaveDuplicates().contains(offered);
        assertThat(offered()).isEmpty();
    }

    @Test
    void shouldGiveTheIdBack_whenTheRegistrationIsUndone() {
        var id = newId();
        offer(id);
        Database.update("""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused by the test''; END'""");
        Database.update("""
                CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON model DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
                WHEN (NEW.name = 'undone') EXECUTE FUNCTION refuse()""");
        try {
            api.register(SignatureMother.seed().put("name", "undone")).then().statusCode(500);
        } finally {
            Database.update("DROP FUNCTION refuse CASCADE");
        }

        assertThat(offered()).containsExactly(id);
        assertThat(api.registered()).isEqualTo(id);
    }

    @Test
    void shouldDrawOne_whenARegistrationIsRepeatedWithItsKey() {
        var id = newId();
        offer(id);
        var first = register("a-key-" + id);
        var another = newId();
        offer(another);

        assertThat(register("a-key-" + id)).isEqualTo(first).isEqualTo(id);

        assertThat(offered()).containsExactly(another);
    }

    @Test
    void shouldNeverDrawAnIdThatHasAModel_whenItIsOfferedAgain() {
        var id = newId();
        offer(id);
        api.registered();
        var last = newId();

        // As after the adapter restored its table; and as if that had come while the id was being drawn.
        adapter.send(pooled(id));
        Database.update("INSERT INTO tunnel_offer (model_id, offered_at) VALUES (?, 'epoch')", id);
        offer(last);

        assertThat(api.registered()).isEqualTo(last);
        assertThat(api.registered()).isNotIn(id, last);
    }

    @Test
    void shouldIgnoreIt_whenNoModelCanHaveTheId() {
        var last = newId();

        adapter.send(pooled("www"));
        adapter.send(pooled("www-"));
        offer(last);

        assertThat(api.registered()).isEqualTo(last);
        await().until(() -> adapter.records("tunnel.events.v1.client-api-service.dlq").stream().filter(letter -> letter.contains("www"))
                .count() == 2);
    }

    private String register(String key) {
        return assertThatModel(api.call().header("Idempotency-Key", key).body(SignatureMother.seed().toString()).post(Api.SIGNATURES))
                .isReady().id();
    }
}
