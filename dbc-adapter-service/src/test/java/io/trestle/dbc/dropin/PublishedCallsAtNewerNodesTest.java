package io.trestle.dbc.dropin;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.dbc.DbcSimulatorResource;
import io.trestle.engines.quarkus.EnginesTestResource;

/** The same requests at a client and nodes of 2025. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(DbcSimulatorResource.Newer.class)
class PublishedCallsAtNewerNodesTest extends PublishedCalls {
}
