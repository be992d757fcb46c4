package io.trestle.platform.kubernetes;

import static io.trestle.platform.kubernetes.Installation.elements;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** Policies allow the arrows of docs/architecture.md, and nothing else. */
class NetworkTest {

    private static final String NAME = "app.kubernetes.io/name";

    private final Installation production = Installation.of("production");

    /** Between services there are the keys of tokens, and create_vm. */
    @Test
    void shouldLetServicesCallWhatTheyCall() {
        var arrows = new TreeSet<String>();
        for (var service : ServiceModule.all()) {
            for (var rule : production.one("NetworkPolicy", service.name()).at("/spec/egress")) {
                elements(rule.path("to")).map(to -> to.at("/podSelector/matchLabels/" + NAME.replace("/", "~1")))
                        .filter(JsonNode::isTextual)
                        .forEach(to -> arrows.add(service.name() + " > " + to.asText()));
            }
        }

        assertThat(arrows).containsExactly("client-api-service > dbc-adapter-service", "cloudflare-adapter-service > client-api-service",
                "comfy-bridge-service > client-api-service", "dbc-adapter-service > client-api-service");
        assertThat(arrows).allSatisfy(arrow -> {
            var ends = arrow.split(" > ");
            assertThat(callers(ends[1])).as("who may come in at %s", ends[1]).contains(ends[0]);
        });
    }

    @Test
    void shouldLetNobodyInWhoHasNoArrow() {
        assertThat(callers("client-api-service")).containsExactlyInAnyOrder("cloudflare-adapter-service", "comfy-bridge-service",
                "dbc-adapter-service");
        assertThat(callers("dbc-adapter-service")).containsExactly("client-api-service");
        assertThat(List.of("cloudflare-adapter-service", "comfy-bridge-service", "compute-gateway-service"))
                .allSatisfy(name -> assertThat(callers(name)).isEmpty());
    }

    @Nested
    class Outside {

        @Test
        void shouldComeInWhereApplicationsWorkersWalletsAndRentersDo() {
            var open = ServiceModule.all().stream()
                    .filter(service -> production.one("NetworkPolicy", service.name()).at("/spec/ingress").toString()
                            .contains("trestle.io/role"))
                    .map(ServiceModule::name).toList();

            assertThat(open).containsExactly("client-api-service", "comfy-bridge-service", "compute-gateway-service",
                    "dbc-adapter-service");
        }

        /** Ports of calls to addresses that users supply are a setting of the services. */
        @Test
        void shouldBeReachedAtThePortsThatServicesCall() {
            var setting = Checkout.text("shared-runtime/src/main/java/io/trestle/runtime/outbound/OutboundConfig.java");
            assertThat(setting).contains("@WithDefault(\"80,443,8080,8443\")");
            var expected = Map.of("client-api-service", Set.of(80, 443, 8080, 8443), "comfy-bridge-service", Set.of(80, 443, 8080, 8443),
                    "cloudflare-adapter-service", Set.of(443), "compute-gateway-service", Set.of(443), "dbc-adapter-service",
                    Set.<Integer>of());

            assertThat(expected).allSatisfy((service, ports) -> assertThat(internetPorts(service)).isEqualTo(ports));
        }

        @Test
        void shouldNotIncludePrivateNetworks() {
            assertThat(production.kind("NetworkPolicy").stream().flatMap(one -> one.findValues("ipBlock").stream())).isNotEmpty()
                    .allSatisfy(
                            block -> assertThat(block.path("except").toString()).contains("10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
                                    "192.168.0.0/16", "100.64.0.0/10"));
        }

        private Set<Integer> internetPorts(String service) {
            var ports = new TreeSet<Integer>();
            elements(production.one("NetworkPolicy", service).at("/spec/egress")).filter(rule -> rule.toString().contains("ipBlock"))
                    .forEach(rule -> rule.path("ports").forEach(port -> ports.add(port.path("port").asInt())));
            return ports;
        }
    }

    @Test
    void shouldBeClosedToPodsThatNoPolicyNames() {
        assertThat(Installation.all()).allSatisfy(installation -> {
            var nothing = installation.one("NetworkPolicy", "nothing").path("spec");
            assertThat(nothing.path("podSelector")).isEmpty();
            assertThat(nothing.path("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
            assertThat(nothing.has("ingress") || nothing.has("egress")).isFalse();
        });
    }

    /** Ports by name are those of the container that the policy is for, or that the peer has. */
    @Test
    void shouldNamePortsThatExist() {
        var names = Set.of("http", "grpc", "management");
        assertThat(production.kind("NetworkPolicy").stream().flatMap(one -> one.findValues("port").stream()))
                .allMatch(port -> port.isInt() || names.contains(port.asText()));
    }

    private Set<String> callers(String service) {
        var all = new TreeSet<String>();
        for (var rule : production.one("NetworkPolicy", service).at("/spec/ingress")) {
            elements(rule.path("from")).map(from -> from.at("/podSelector/matchLabels/" + NAME.replace("/", "~1")))
                    .filter(JsonNode::isTextual)
                    .forEach(from -> all.add(from.asText()));
        }
        return all;
    }
}
