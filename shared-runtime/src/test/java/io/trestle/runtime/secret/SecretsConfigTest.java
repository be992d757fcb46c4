package io.trestle.runtime.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class SecretsConfigTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void shouldBeReadFromTheEnvironment() {
        var config = new SmallRyeConfigBuilder().withMapping(SecretsConfig.class).addDefaultInterceptors()
                .withSources(new EnvConfigSource(Map.of("TRESTLE_SECRETS_ACTIVE_KEY", "k2027", "TRESTLE_SECRETS_KEYS_K2026", KEY,
                        "TRESTLE_SECRETS_KEYS_K2027", KEY), 300))
                .build().getConfigMapping(SecretsConfig.class);

        assertThat(config.activeKey()).contains("k2027");
        assertThat(config.keys()).containsOnlyKeys("k2026", "k2027");
        assertThat(new SecretBox(config)).hasToString("SecretBox[activeKey=k2027]");
    }
}
