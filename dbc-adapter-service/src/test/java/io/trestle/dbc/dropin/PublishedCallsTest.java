package io.trestle.dbc.dropin;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.dbc.DbcSimulatorResource;
import io.trestle.engines.quarkus.EnginesTestResource;

/** At a client and nodes of the description's own time. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(DbcSimulatorResource.class)
class PublishedCallsTest extends PublishedCalls {
}
