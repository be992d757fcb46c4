package io.trestle.comfy.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.vertx.mutiny.sqlclient.Pool;

/** The trigger that tells replicas for the previous version must leave changes of this one alone: they would be told twice. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class LedgerConnectionTest {

    @Inject
    Pool pool;

    @Test
    void shouldSayThatItTellsByItself() {
        var rows = pool.query("SELECT current_setting('trestle.ledger', true)").execute().await().atMost(Fleet.PATIENCE);

        assertThat(rows.iterator().next().getString(0)).isEqualTo("on");
    }
}
