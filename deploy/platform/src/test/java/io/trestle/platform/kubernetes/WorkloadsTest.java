package io.trestle.platform.kubernetes;

import static io.trestle.platform.kubernetes.Installation.elements;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

/** Pods: what they may, where they listen, how they end. */
class WorkloadsTest {

    static Stream<Arguments> everyService() {
        return ConfigurationTest.everyService();
    }

    static Stream<Arguments> everyPod() {
        return Installation.all()
                .flatMap(installation -> Stream.of("Deployment", "StatefulSet").flatMap(kind -> installation.kind(kind).stream())
                        .map(one -> Arguments.of(Installation.nameOf(one), one.at("/spec/template/spec"))));
    }

    @Test
    void shouldBeOneDeploymentPerService() {
        assertThat(Installation.all()).allSatisfy(installation -> assertThat(installation.kind("Deployment")).map(Installation::nameOf)
                .containsExactlyInAnyOrderElementsOf(ServiceModule.all().stream().map(ServiceModule::name).toList()));
    }

    @Nested
    class Rights {

        @ParameterizedTest(name = "{0}")
        @MethodSource("io.trestle.platform.kubernetes.WorkloadsTest#everyPod")
        void shouldBeNone(String name, JsonNode pod) {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(elements(pod.path("containers"))).allSatisfy(container -> {
                assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
                assertThat(container.at("/securityContext/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
            });
        }

        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.WorkloadsTest#everyService")
        void shouldNotIncludeWritingToTheImage(Installation installation, ServiceModule service) {
            assertThat(elements(installation.podOf(service).path("containers")))
                    .allMatch(container -> container.at("/securityContext/readOnlyRootFilesystem").asBoolean());
        }

        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.WorkloadsTest#everyService")
        void shouldIncludeTheClusterForTheGatewayOnly(Installation installation, ServiceModule service) {
            var pod = installation.podOf(service);

            assertThat(pod.path("serviceAccountName").asText()).isEqualTo(service.name());
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true))
                    .isEqualTo(service.name().equals("compute-gateway-service"));
            installation.one("ServiceAccount", service.name());
        }

        @Test
        void shouldBeBoundToTheGatewayOnly_andToNamespacesOfWallets() {
            var installation = Installation.of("production");

            var bindings = Stream.of("ClusterRoleBinding", "RoleBinding").flatMap(kind -> installation.kind(kind).stream()).toList();

            assertThat(bindings).singleElement()
                    .satisfies(one -> assertThat(one.at("/subjects/0/name").asText()).isEqualTo("compute-gateway-service"));
            assertThat(bindings.get(0).path("subjects")).hasSize(1);
            var role = installation.one("ClusterRole", bindings.get(0).at("/roleRef/name").asText());
            assertThat(elements(role.path("rules")).flatMap(rule -> Stream.of("resources", "verbs", "apiGroups").map(rule::path)))
                    .noneMatch(list -> list.toString().contains("*"));
            assertThat(role.toString()).doesNotContain("secrets", "pods/exec", "roles", "serviceaccounts");
            var policy = installation.one("ValidatingAdmissionPolicy", "trestle-compute-gateway").path("spec");
            assertThat(policy.at("/matchConditions/0/expression").asText())
                    .contains("system:serviceaccount:trestle:" + bindings.get(0).at("/subjects/0/name").asText());
            assertThat(policy.at("/failurePolicy").asText()).isEqualTo("Fail");
            var environment = installation.environmentOf(new ServiceModule("compute-gateway-service"));
            assertThat(policy.at("/validations/0/expression").asText())
                    .contains("^" + environment.get("TRESTLE_GATEWAY_DEPLOY_NAMESPACE_PREFIX") + "[0-9a-f]{40}$");
            assertThat(installation.one("ValidatingAdmissionPolicyBinding", "trestle-compute-gateway").at("/spec/validationActions")
                    .toString())
                    .isEqualTo("[\"Deny\"]");
        }
    }

    @Nested
    class Ports {

        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.WorkloadsTest#everyService")
        void shouldBeThoseOfTheService(Installation installation, ServiceModule service) {
            var ports = elements(installation.containerOf(service).path("ports"))
                    .collect(java.util.stream.Collectors.toMap(one -> one.path("name").asText(), one -> one.path("containerPort").asInt()));

            assertThat(ports).containsEntry("http", service.port()).containsEntry("management", service.managementPort());
            var grpc = service.settings().get("quarkus.grpc.server.port");
            assertThat(ports.get("grpc")).isEqualTo(grpc == null ? null : Integer.valueOf(grpc));
            assertThat(elements(installation.one("Service", service.name()).at("/spec/ports"))).allSatisfy(port -> {
                assertThat(ports).containsKey(port.path("targetPort").asText());
                assertThat(port.path("port").asInt()).isEqualTo(ports.get(port.path("targetPort").asText()));
            });
        }

        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.WorkloadsTest#everyService")
        void shouldBeWhatOthersCall(Installation installation, ServiceModule service) {
            var inside = java.util.regex.Pattern.compile("http://([a-z-]+-service):(\\d+)");

            assertThat(installation.environmentOf(service).values().stream().flatMap(value -> inside.matcher(value).results()))
                    .allSatisfy(call -> assertThat(new ServiceModule(call.group(1)).port()).isEqualTo(Integer.parseInt(call.group(2))));
        }
    }

    @Nested
    class Ends {

        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.WorkloadsTest#everyService")
        void shouldComeAfterTheLastRequest(Installation installation, ServiceModule service) {
            var environment = installation.environmentOf(service);
            var settings = service.settings();
            var drain = duration(environment.getOrDefault("QUARKUS_SHUTDOWN_TIMEOUT", settings.get("quarkus.shutdown.timeout")))
                    .plus(duration(environment.getOrDefault("QUARKUS_SHUTDOWN_DELAY", "0s")));
            var gateway = duration(environment.getOrDefault("TRESTLE_GATEWAY_DRAIN", "0s"));
            var preStop = Duration.ofSeconds(installation.containerOf(service).at("/lifecycle/preStop/sleep/seconds").asInt());

            var grace = Duration.ofSeconds(installation.podOf(service).path("terminationGracePeriodSeconds").asInt());

            assertThat(preStop).isPositive();
            assertThat(grace).isGreaterThan(preStop.plus(drain).plus(Duration.ofSeconds(10)));
            assertThat(grace).isGreaterThan(preStop.plus(gateway).plus(Duration.ofSeconds(10)));
        }

        /** The longest that a request may take by its service's own limits. */
        @Test
        void shouldLeaveTimeForTheLongestWaits() {
            var longest = Map.of("client-api-service", Duration.ofSeconds(60), "dbc-adapter-service", Duration.ofSeconds(600),
                    "comfy-bridge-service",
                    Duration.ofMinutes(5));

            assertThat(longest).allSatisfy((service, wait) -> assertThat(
                    duration(Installation.of("production").environmentOf(new ServiceModule(service)).get("QUARKUS_SHUTDOWN_TIMEOUT")))
                    .isGreaterThanOrEqualTo(wait));
            assertThat(duration(
                    Installation.of("production").environmentOf(new ServiceModule("compute-gateway-service")).get("TRESTLE_GATEWAY_DRAIN")))
                    .isGreaterThan(Duration.ofMinutes(5));
        }

        private static Duration duration(String text) {
            return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
        }
    }

    @Nested
    class Volumes {

        /** Where a service writes: a directory of its settings that is no mount would be a read-only one. */
        @ParameterizedTest
        @MethodSource("io.trestle.platform.kubernetes.WorkloadsTest#everyService")
        void shouldBeWhereTheServiceWrites(Installation installation, ServiceModule service) {
            var environment = installation.environmentOf(service);
            var mounts = elements(installation.containerOf(service).path("volumeMounts")).map(one -> one.path("mountPath").asText())
                    .toList();
            var directories = List.of("TRESTLE_FILES_DIRECTORY", "TRESTLE_COMFY_CONTENT_DIRECTORY").stream()
                    .filter(environment::containsKey)
                    .map(environment::get).toList();

            assertThat(mounts).contains("/tmp").containsAll(directories);
            if (service.name().equals("client-api-service") && !"s3".equals(environment.get("TRESTLE_FILES_STORE"))) {
                assertThat(directories).isNotEmpty();
            }
        }
    }
}
