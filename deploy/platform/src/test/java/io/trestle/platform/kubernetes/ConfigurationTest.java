package io.trestle.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** What an overlay tells a service is what that service reads, and all that it must be told. */
class ConfigurationTest {

    /** Read by the JVM or by glibc, not by a service. */
    private static final List<String> OF_THE_PROCESS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "MALLOC_ARENA_MAX", "AWS_REGION");

    static Stream<Arguments> everyService() {
        return Installation.all().flatMap(installation -> ServiceModule.all().stream().map(service -> Arguments.of(installation, service)));
    }

    @Nested
    class Variables {

        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.ConfigurationTest#everyService")
        void shouldBeKnownToTheService(Installation installation, ServiceModule service) {
            var known = KnownSettings.ofAll().get(service.name());

            var unknown = unknown(installation.environmentOf(service), known);

            assertThat(unknown).as("variables that %s never looks at, or only when it is built", service).isEmpty();
        }

        /** The test itself: it can tell. */
        @Test
        void shouldBeRefused_whenTheyAreMisspeltOrSettledByTheBuild() {
            var known = KnownSettings.ofAll().get("client-api-service");
            var environment = Map.of("TRESTLE_UPLOADS_PUBLIC_URL", "", "TRESTLE_UPLOAD_PUBLIC_URL", "", "QUARKUS_HTTP_HOST", "",
                    "QUARKUS_MANAGEMENT_ENABLED", "", "TRESTLE_SECRETS_KEYS_K7", "", "QUARKUS_HTTP_HOSTS", "");

            var unknown = unknown(environment, known);

            assertThat(unknown).containsExactlyInAnyOrder("TRESTLE_UPLOAD_PUBLIC_URL", "QUARKUS_MANAGEMENT_ENABLED", "QUARKUS_HTTP_HOSTS");
        }

        private static List<String> unknown(Map<String, String> environment, KnownSettings known) {
            return environment.keySet().stream().filter(name -> !OF_THE_PROCESS.contains(name) && !known.knows(name)).toList();
        }
    }

    @Nested
    class Demands {

        /** Builds the service's configuration as the service does: what is missing, or of the wrong form, fails with its name. */
        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.ConfigurationTest#everyService")
        void shouldBeMet(Installation installation, ServiceModule service) {
            var environment = installation.environmentOf(service);

            var config = configuration(service, environment);

            assertThat(unresolved(service, config)).as("settings whose variables nobody gives").isEmpty();
            assertThat(config.getValue("trestle.database.password", String.class)).isNotBlank();
        }

        @Test
        void shouldBeNoticed_whenTheyAreNotMet() {
            var service = new ServiceModule("cloudflare-adapter-service");
            var environment = Installation.of("production").environmentOf(service);
            environment.remove("CLOUDFLARE_ZONE_NAME");

            org.assertj.core.api.Assertions.assertThatThrownBy(() -> configuration(service, environment))
                    .hasMessageContaining("CLOUDFLARE_ZONE_NAME");
        }

        private static SmallRyeConfig configuration(ServiceModule service, Map<String, String> environment) {
            var builder = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                    .withSources(new EnvConfigSource(environment, 300), new PropertiesConfigSource(service.settings(), "the service", 100));
            KnownSettings.ofAll().get(service.name()).mappings().forEach(type -> builder.withMapping(ConfigClass.configClass(type)));
            return builder.withValidateUnknown(false).build();
        }

        private static List<String> unresolved(ServiceModule service, SmallRyeConfig config) {
            var all = new ArrayList<String>();
            service.settings().keySet().stream().filter(name -> !name.startsWith("%")).forEach(name -> {
                try {
                    config.getOptionalValue(name, String.class);
                } catch (java.util.NoSuchElementException missing) {
                    all.add(missing.getMessage());
                }
            });
            return all;
        }
    }

    @Nested
    class Secrets {

        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.ConfigurationTest#everyService")
        void shouldNotStandInConfigMaps(Installation installation, ServiceModule service) {
            var plain = installation.kind("ConfigMap").stream().flatMap(map -> map.path("data").propertyStream()).map(Map.Entry::getKey)
                    .toList();

            assertThat(plain).noneMatch(name -> name.matches(".*(PASSWORD|SECRET|TOKEN|_KEY)$"));
        }

        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.ConfigurationTest#everyService")
        void shouldNameAnActiveKeyThatIsThere(Installation installation, ServiceModule service) {
            var environment = installation.environmentOf(service);
            var active = environment.get("TRESTLE_SECRETS_ACTIVE_KEY");

            assertThat(active == null || environment.containsKey("TRESTLE_SECRETS_KEYS_" + active.toUpperCase(java.util.Locale.ROOT)))
                    .isTrue();
        }
    }
}
