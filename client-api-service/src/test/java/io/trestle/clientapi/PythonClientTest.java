package io.trestle.clientapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.trestle.engines.quarkus.EnginesTestResource;

/** {@code clients/python} against this service. Needs {@code python3} (3.9 or later), nothing else. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class PythonClientTest {

    @BeforeEach
    void answerNormally() {
        AdapterSide.shared().answerNormally();
    }

    @Test
    void shouldPassItsOwnTests_againstThisService() throws IOException, InterruptedException {
        // given
        var client = Path.of(System.getProperty("trestle.root"), "clients", "python");
        var output = Files.createTempFile("python", ".log");
        var python = new ProcessBuilder("python3", "-B", "-m", "unittest", "discover", "-v", "-s", "tests", "-t", ".")
                .directory(client.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        python.environment().put("TRESTLE_URL", "http://127.0.0.1:" + RestAssured.port);
        python.environment().put("TRESTLE_API_KEY", ServiceUnderTest.LOCAL_KEY);
        // when
        var process = python.start();
        var ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        // then
        var said = Files.readString(output);
        assertThat(ended && process.exitValue() == 0).as(said).isTrue();
        assertThat(said).contains("ModelsTest", "UploadTest", "ExampleTest", "RetriesTest").doesNotContain("skipped");
    }
}
