package io.trestle.platform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.platform.kubernetes.Checkout;

/** Whether the metrics exist is for RunningServicesTest, which has the services. */
class MonitoringTest {

    @Nested
    class Alerts {

        @Test
        void shouldEachHaveTheirMeaningInTheManual() {
            var manual = Checkout.text("docs/operations.md");

            assertThat(Monitoring.alerts()).isNotEmpty().allSatisfy(alert -> {
                var name = alert.path("alert").asText();
                assertThat(manual).contains("### " + name + "\n");
                assertThat(alert.at("/annotations/runbook").asText())
                        .isEqualTo("docs/operations.md#" + name.toLowerCase(java.util.Locale.ROOT));
                assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
                assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            });
        }

        @Test
        void shouldBeAllThatTheManualExplains() {
            var explained = Checkout.text("docs/operations.md").lines().filter(line -> line.startsWith("### Trestle"))
                    .map(line -> line.substring(4));

            assertThat(explained).allMatch(name -> Monitoring.alerts().findValuesAsText("alert").contains(name));
        }
    }

    @Nested
    class Names {

        @Test
        void shouldBeThoseOfMetricsAndLabels() {
            assertThat(Monitoring.names("max by (job, pod) (rate(a_total{state=~\"READY|x\"}[5m])) / sum(b{c!=\"\"} > 0.9) == 2"))
                    .containsExactly("a_total", "b", "c", "job", "pod", "state");
        }
    }
}
