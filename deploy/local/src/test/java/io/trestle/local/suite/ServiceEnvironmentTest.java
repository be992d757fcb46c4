package io.trestle.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.trestle.local.LocalStackConfig;
import io.trestle.local.supervision.StackFailure;

class ServiceEnvironmentTest {
    private static final int OFFSET = 700;

    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource(Service.class)
    void shouldShiftEveryPortAndListenOnLoopback_whenThereIsAPortOffset(Service service) {
        assertThat(of(service, Map.of())).containsEntry("QUARKUS_HTTP_HOST", "127.0.0.1")
                .containsEntry("QUARKUS_HTTP_PORT", "" + (service.port() + OFFSET))
                .containsEntry("QUARKUS_MANAGEMENT_PORT", "" + (service.managementPort() + OFFSET))
                .containsEntry("TRESTLE_DATABASE_ADDRESS", "127.0.0.1:" + (15432 + OFFSET))
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + (19092 + OFFSET));
    }

    @Test
    void shouldPassTheRealSystemOn_whenItIsNamed() {
        var comfy = "http://gpu-1:8188,http://gpu-2:8188";

        assertThat(of(Service.COMFY_BRIDGE, Map.of("COMFYUI_URLS", comfy))).containsEntry("COMFYUI_URLS", comfy)
                .containsKey("TRESTLE_COMFY_WEBHOOK_MASTER_KEY");
        assertThat(of(Service.DBC_ADAPTER, Map.of("DBC_CLIENT_URL", "http://dbc:5050"))).containsEntry("DBC_CLIENT_URL", "http://dbc:5050");
    }

    @Test
    void shouldUseTheSimulatorsAddressAndToken_whenCloudflareIsSimulated() {
        assertThat(of(Service.CLOUDFLARE_ADAPTER, Map.of()))
                .containsEntry("TRESTLE_CLOUDFLARE_API_URL", "http://127.0.0.1:" + (18700 + OFFSET) + "/client/v4")
                .containsKeys("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ZONE_NAME", "TRESTLE_CLOUDFLARE_MASTER_KEY");
    }

    @Test
    void shouldNameWhatIsMissing_whenTheRealCloudflareIsHalfConfigured() {
        assertThatThrownBy(() -> of(Service.CLOUDFLARE_ADAPTER, Map.of("CLOUDFLARE_API_TOKEN", "t", "CLOUDFLARE_ZONE_ID", "z")))
                .isInstanceOf(StackFailure.class)
                .hasMessageContaining("CLOUDFLARE_DNS_API_TOKEN, CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_ZONE_NAME");
    }

    private Map<String, String> of(Service service, Map<String, String> environment) {
        var config = LocalStackConfig.of(Path.of("checkout"), data).withPortOffset(OFFSET).withEnvironment(environment);
        return new ServiceEnvironment(config, StackSecrets.in(data, new SecureRandom()), CloudflareUpstream.of(config)).of(service);
    }
}
