package io.trestle.clientapi.tunnel;

import static io.trestle.clientapi.RegisteredModelAssert.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.formatters.PatternFormatter;
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
import io.trestle.model.tunnel.RotateTunnel;

/** Whatever happens to a model: its secret is in the answers that hand it out, and nowhere else. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class SecrecyTest {

    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("io.trestle");

    private final AdapterSide adapter = AdapterSide.shared();
    private final Api api = Api.local();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {

        private final PatternFormatter format = new PatternFormatter("%p %c %s%e");

        @Override
        public void publish(LogRecord entry) {
            logged.add(format.format(entry));
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        OURS.setLevel(Level.ALL);
        ROOT.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        ROOT.removeHandler(handler);
        OURS.setLevel(null);
        adapter.answerNormally();
    }

    @Test
    void shouldShowSecretNowhere_exceptToItsOwner() {
        // given a life with success, failure, rotation and errors
        var registered = api.register(SignatureMother.seed());
        var id = assertThatModel(registered).isReady().id();
        var token = registered.jsonPath().getString("credential.token");
        assertThatModel(api.rotate(id)).hasSecret(TunnelEventMother.secret(id, "rotated"));
        var rotatedToken = api.credential(id).jsonPath().getString("credential.token");
        adapter.on(RotateTunnel.class, command -> List.of());
        api.rotate(id);
        api.credential(id);
        // then
        String[] secrets = {TunnelEventMother.secret(id, "first"), TunnelEventMother.secret(id, "rotated"), token, rotatedToken,
                ServiceUnderTest.LOCAL_KEY, ServiceUnderTest.OPERATOR_KEY};
        assertThat(String.join("\n", logged)).as("log").contains(id).doesNotContain(secrets);
        assertThat(Database.dump()).as("database").contains(id).doesNotContain(secrets);
        assertThat(adapter.records("tunnel.commands.v1")).as("commands").anyMatch(record -> record.contains(id))
                .allSatisfy(record -> assertThat(record).doesNotContain(secrets).doesNotContain("\\\"d\\\":"));
        assertThat(api.show(id).asString()).as("GET").doesNotContain(secrets);
        assertThat(api.call().get("/pc/client-api/models").asString()).as("models").doesNotContain(secrets);
        assertThat(api.call().get("/openapi").asString()).as("OpenAPI").doesNotContain(secrets);
    }
}
