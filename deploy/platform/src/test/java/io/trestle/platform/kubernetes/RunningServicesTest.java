package io.trestle.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.trestle.platform.monitoring.Monitoring;

/** The services run with what the production overlay tells them, answer its probes, and export what is scraped, scaled by and alerted on. */
class RunningServicesTest {

    private static final ServiceModule CLIENT_API = new ServiceModule("client-api-service");
    private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");

    private static RunningServices services;
    private static final Map<String, Set<String>> METRICS = new TreeMap<>();

    @BeforeAll
    static void start() throws Exception {
        services = new RunningServices();
        ServiceModule.all().forEach(service -> services.await(service, "/q/health/ready"));
        work();
        for (var service : ServiceModule.all()) {
            METRICS.put(service.name(), Stream.of(SAMPLE, LABEL).flatMap(pattern -> pattern.matcher(metrics(service)).results())
                    .map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        services.close();
    }

    static Stream<ServiceModule> everyService() {
        return ServiceModule.all().stream();
    }

    @ParameterizedTest
    @MethodSource("everyService")
    void shouldAnswerItsProbes(ServiceModule service) throws Exception {
        var container = Installation.of("production").containerOf(service);

        for (var probe : new String[]{"startupProbe", "livenessProbe", "readinessProbe"}) {
            var get = container.path(probe).path("httpGet");
            assertThat(get.path("port").asText()).isEqualTo("management");
            assertThat(services.get(services.managementUrl(service) + get.path("path").asText()).statusCode()).as(probe).isEqualTo(200);
        }
    }

    @Test
    void shouldBeScrapedWhereMetricsAre() throws Exception {
        for (var monitor : Installation.of("production").kind("ServiceMonitor")) {
            var endpoint = monitor.at("/spec/endpoints/0");
            var service = new ServiceModule(Installation.nameOf(monitor));
            assertThat(endpoint.path("port").asText()).isEqualTo("management");
            assertThat(services.get(services.managementUrl(service) + endpoint.path("path").asText()).body())
                    .contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void shouldExportWhatAlertsDashboardsAndAutoscalersUse() {
        var exported = METRICS.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        exported.addAll(Monitoring.METRICS_OF_OTHERS);

        assertThat(Monitoring.used()).isNotEmpty().allSatisfy((place, names) -> assertThat(exported).as(place).containsAll(names));
    }

    @Test
    void shouldExportTheMetricThatItIsScaledBy() {
        var rules = Monitoring.adapterRules();

        for (var autoscaler : Installation.of("production").kind("HorizontalPodAutoscaler")) {
            for (var metric : autoscaler.at("/spec/metrics")) {
                var name = metric.path("type").asText().equals("External")
                        ? metric.at("/external/metric/name")
                        : metric.at("/pods/metric/name");
                if (name.isTextual()) {
                    assertThat(rules).containsKey(name.asText());
                    assertThat(METRICS.get(Installation.nameOf(autoscaler))).as(name.asText()).containsAll(rules.get(name.asText()));
                }
            }
        }
    }

    /** A registration goes through two services, Kafka and both databases; then a job of the bridge, and a handshake. */
    private static void work() throws Exception {
        var key = Installation.of("production").environmentOf(CLIENT_API).get("TRESTLE_IDENTITY_OPERATOR_KEY");
        var signature = Checkout.text("deploy/local/src/main/resources/io/trestle/local/signature.json");
        var registered = services.post(services.url(CLIENT_API) + "/pc/client-api/predict_signature", signature, "X-API-KEY", key);
        assertThat(registered.statusCode()).as(registered.body()).isIn(200, 202);
        var token = Installation.YAML.readTree(services.post(services.url(CLIENT_API) + "/identity/token", "{}", "X-API-KEY", key).body())
                .path("access_token").asText();
        var job = services.post(services.url(new ServiceModule("comfy-bridge-service")) + "/jobs",
                "{\"workflow\":\"text-to-image\",\"inputs\":{}}",
                "Authorization", "Bearer " + token);
        assertThat(job.statusCode()).as(job.body()).isBetween(200, 299);
        var vms = services.get(services.url(new ServiceModule("dbc-adapter-service")) + "/vms", "Authorization", "Bearer " + token);
        assertThat(vms.statusCode()).as(vms.body()).isEqualTo(200);
        services.get(services.url(new ServiceModule("compute-gateway-service")) + "/greet?type=0&input=0x1234");
        Awaitility.await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(metrics(CLIENT_API)).contains("trestle_inbox_records_total"));
    }

    private static String metrics(ServiceModule service) {
        try {
            return services.get(services.managementUrl(service) + "/q/metrics").body().lines().filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining("\n"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
