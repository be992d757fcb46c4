package io.trestle.cloudflare.tunnel;

import static io.trestle.cloudflare.TunnelCommandMother.credential;
import static io.trestle.cloudflare.TunnelCommandMother.modelId;
import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.cloudflare.CloudflareTestResource;
import io.trestle.cloudflare.TunnelTopics;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.trestle.simulators.cloudflare.api.CloudflareAccount;

@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(CloudflareTestResource.class)
class TunnelProvisioningTest {

    private static TunnelTopics topics;

    CloudflareSimulator cloudflare;

    @BeforeAll
    static void open() {
        topics = new TunnelTopics();
    }

    @AfterAll
    static void close() {
        topics.close();
    }

    @AfterEach
    void noRequestBrokeTheContract() {
        cloudflare.faults().clear();
        assertThat(cloudflare.journal().violations()).isEmpty();
    }

    @Nested
    class Provision {

        @Test
        void shouldAnswerWithTheCredential_whenNothingStandsInTheWay() {
            var command = provision(modelId());

            topics.send(command);

            var answer = topics.answer(command, TunnelProvisioned.class);
            var hostname = command.modelId() + "." + CloudflareAccount.local().zoneName();
            assertThat(answer.hostname()).isEqualTo(hostname);
            assertThat(answer.service()).isEqualTo(command.service());
            assertThat(answer.generation()).isEqualTo(1);
            var tunnel = cloudflare.state().liveTunnels().stream().filter(it -> it.name().equals(command.modelId())).findFirst()
                    .orElseThrow();
            assertThat(answer.tunnelId()).isEqualTo(tunnel.id());
            assertThat(credential(answer.credential())).isEqualTo(Map.of("accountTag", CloudflareAccount.local().accountId(), "tunnelId",
                    tunnel.id(), "tunnelName", command.modelId(), "tunnelSecret", tunnel.secret().base64()));
            assertThat(cloudflare.state().dnsRecords()).filteredOn(it -> it.name().equals(hostname)).singleElement().satisfies(record -> {
                assertThat(record.content()).isEqualTo(tunnel.id() + ".cfargotunnel.com");
                assertThat(record.proxied()).isTrue();
                assertThat(record.comment()).isEqualTo("mgd:trestle;m=" + command.modelId() + ";g=1;t=acme");
            });
        }
    }
}
