package io.trestle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.simulators.dbc.NodeSpec;

/** Calls with callbacks that go through other services: a worker behind client-api, and VMs behind dbc-adapter. */
class CallsTest {

    private static final String VMS = "/vms";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI clientApi = Suite.running().url(Suite.CLIENT_API);
    private final URI dbcAdapter = Suite.running().url(Suite.DBC_ADAPTER);
    private CallbackClient client;

    @BeforeEach
    void connect() {
        client = new CallbackClient(clientApi, "");
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Nested
    class RunPrediction {

        @Test
        void shouldBringTheWorkersOutput_whenTheModelHasATunnel() throws Exception {
            var model = Suite.registrations().register(UUID.randomUUID().toString()).get().body().path("id").asText();

            var finish = client.finish(client.call(clientApi, "run_prediction",
                    "{\"model\":\"" + model + "\",\"input\":{\"prompt\":\"a lighthouse\",\"seed\":7}}"));

            assertThat(finish.path("status").asText()).as(finish.toString()).isEqualTo("succeeded");
            assertThat(finish.path("output").isMissingNode()).isFalse();
            assertThat(client.told("status")).isNotEmpty();
        }
    }

    @Nested
    class CreateVm {

        private String wanted(String name) {
            return "{\"node_id\":\"" + NodeSpec.LOCAL_NODE + "\",\"credential\":\"" + name
                    + "\",\"image_name\":\"ubuntu.qcow2\",\"operation_system\":\"ubuntu\",\"gpu_count\":1,\"cpu_cores\":2,\"mem_size\":4,\"disk_size\":10}";
        }

        private String credential() {
            var name = "rpc-" + UUID.randomUUID();
            var made = client.post(dbcAdapter, "/credentials", "{\"name\":\"" + name + "\",\"node_id\":\"" + NodeSpec.LOCAL_NODE
                    + "\",\"key\":\"" + NodeSpec.LOCAL_RENTER_KEY + "\"}");
            assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
            return name;
        }

        @Test
        void shouldTellOfEachChangeAndFinishWithTheVm_whenItRuns() {
            var finish = client.finish(client.call(clientApi, "create_vm", wanted(credential())));

            assertThat(finish.path("state").asText()).as(finish.toString()).isEqualTo("running");
            assertThat(client.told("vm_event")).extracting(line -> line.path("type").asText()).startsWith("VmRequested")
                    .contains("VmCreated");
            assertThat(client.get(dbcAdapter, VMS + "/" + finish.path("id").asText()).body().path("state").asText()).isEqualTo("running");
            client.delete(dbcAdapter, VMS + "/" + finish.path("id").asText());
        }

        @Test
        void shouldAnswerWhatTheAdapterRefuses_whenTheRequestIsWrong() {
            var refused = client.post(clientApi, "/api/create_vm/" + client.id(),
                    wanted(credential()).replace("\"ubuntu\"", "\"plan9; rm\""));
            assertThat(refused.status()).as(refused.body().toString()).isEqualTo(422);
        }

        @Test
        void shouldDeleteTheVm_whenTheCallIsCancelled() {
            var call = client.call(clientApi, "create_vm", wanted(credential()));
            await().atMost(PATIENCE).until(() -> !client.told("vm_event").isEmpty());
            var vm = client.told("vm_event").get(0).at("/data/vmId").asText();

            client.delete(clientApi, "/api/requests/" + call);

            assertThat(client.finish(call).at("/error/code").asText()).isEqualTo("cancelled");
            await().atMost(PATIENCE)
                    .until(() -> client.get(dbcAdapter, VMS + "/" + vm).body().path("state").asText().equals("deleted"));
        }
    }
}
