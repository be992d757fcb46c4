package io.trestle.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.trestle.gateway.deployment.DeployTarget.Progress;
import io.trestle.model.compute.DeploymentFailure;

class ClusterReportTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Nested
    class Available {
        @Test
        void shouldBeAvailable_whenEveryDeploymentIs() {
            assertThat(report(List.of(deployment("Available", "True", "", 0), deployment("Available", "True", "", 0)), List.of()))
                    .isNull();
        }

        @Test
        void shouldWait_whenItIsCalledAvailableWithoutAnyPod() {
            var hollow = new DeploymentBuilder(deployment("Available", "True", "", 0)).editStatus().withAvailableReplicas(0).endStatus()
                    .build();

            assertThat(report(List.of(hollow), List.of())).isInstanceOf(Progress.Underway.class);
        }

        @Test
        void shouldWait_whenTheStatusIsThatOfAnEarlierSpec() {
            var stale = new DeploymentBuilder(deployment("Available", "True", "", 0)).editMetadata().withGeneration(3L).endMetadata()
                    .build();

            assertThat(report(List.of(stale), List.of())).isInstanceOf(Progress.Underway.class);
        }
    }

    @Nested
    class Underway {
        @Test
        void shouldTellWhatItWaitsFor() {
            shouldWait(deployment("Available", "False", "MinimumReplicasUnavailable", 0), null,
                    "0 of 1 available; waiting for web (MinimumReplicasUnavailable)");
        }

        @Test
        void shouldTellThatNoNodeHasRoom() {
            var pod = new PodBuilder(pod("", 0)).editStatus().addNewCondition().withType("PodScheduled").withStatus("False")
                    .withReason("Unschedulable").endCondition().endStatus().build();

            shouldWait(deployment("Available", "False", "x", 0), pod, "0 of 1 available; waiting for web (no node has room for it)");
        }

        @ParameterizedTest
        @CsvSource({"ErrImagePull,The image web:1 cannot be pulled", "CrashLoopBackOff,the container web waits: CrashLoopBackOff",
                "CreateContainerConfigError,the container web waits: CreateContainerConfigError"})
        void shouldTellWhyAPodDoesNotStart_andHavePatience(String reason, String trouble) {
            shouldWait(deployment("Available", "False", "x", 0), pod(reason, 59), "0 of 1 available; waiting for web (" + trouble + ")");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ContainerCreating", "PodInitializing", "CrashLoopBackOff"})
        void shouldWait_howeverLongItTakesToStart(String reason) {
            assertThat(report(List.of(deployment("Available", "False", "x", 0)), List.of(pod(reason, 3_600))))
                    .isInstanceOf(Progress.Underway.class);
        }

        @Test
        void shouldWait_whenTheQuotaIsUsedUpForAMoment() {
            assertThat(report(List.of(failing("exceeded quota: trestle", 59)), List.of())).isInstanceOf(Progress.Underway.class);
        }

        private void shouldWait(Deployment deployment, Pod pod, String note) {
            assertThat(report(List.of(deployment), pod == null ? List.of() : List.of(pod))).isEqualTo(new Progress.Underway(true, note));
        }
    }

    @Nested
    class Refused {
        @Test
        void shouldFail_whenItIsGone() {
            shouldFail(report(List.of(), List.of()), DeploymentFailure.OTHER, "Somebody removed it from the cluster");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "RegistryUnavailable"})
        void shouldFail_whenAnImageIsStillNotPulledAfterAWhile(String reason) {
            shouldFail(report(List.of(deployment("Available", "False", "x", 0)), List.of(pod(reason, 61))), DeploymentFailure.NOT_AVAILABLE,
                    "The image web:1 cannot be pulled");
        }

        @Test
        void shouldFailAtOnce_whenAnImageNameCannotBe() {
            shouldFail(report(List.of(deployment("Available", "False", "x", 0)), List.of(pod("InvalidImageName", 0))),
                    DeploymentFailure.MANIFEST_INVALID, "The image name web:1 is not valid");
        }

        @Test
        void shouldFail_whenTheQuotaStaysUsedUp() {
            shouldFail(report(List.of(failing("pods x is forbidden: exceeded quota: trestle", 61)), List.of()),
                    DeploymentFailure.QUOTA_EXCEEDED, "The cluster starts no more pods: the wallet's quota is exceeded");
        }

        @Test
        void shouldFail_whenPodsAreNotAdmitted() {
            shouldFail(report(List.of(failing("violates PodSecurity", 61)), List.of()), DeploymentFailure.MANIFEST_REFUSED,
                    "The cluster does not let pods of web start");
        }

        @Test
        void shouldFail_whenTheProgressDeadlineIsOver() {
            shouldFail(report(List.of(deployment("Progressing", "False", "ProgressDeadlineExceeded", 0)), List.of()),
                    DeploymentFailure.NOT_AVAILABLE,
                    "It did not become available before its progress deadline: web (ProgressDeadlineExceeded)");
        }

        private void shouldFail(Progress progress, DeploymentFailure reason, String detail) {
            assertThat(progress).isEqualTo(new Progress.Refused(reason, detail));
        }

    }

    private static Deployment failing(String message, int secondsAgo) {
        return new DeploymentBuilder(deployment("ReplicaFailure", "True", "FailedCreate", secondsAgo)).editStatus().editFirstCondition()
                .withMessage(message).endCondition().endStatus().build();
    }

    private static Progress report(List<Deployment> deployments, List<Pod> pods) {
        return new ClusterReport(deployments, pods, NOW, PATIENCE).unavailable();
    }

    private static Deployment deployment(String condition, String value, String reason, int secondsAgo) {
        return new DeploymentBuilder().withNewMetadata().withName("web-12345678").withGeneration(2L)
                .addToLabels(ClusterObjects.COMPONENT, "web").endMetadata()
                .withNewStatus().withObservedGeneration(2L).withAvailableReplicas(1)
                .addNewCondition().withType(condition).withStatus(value).withReason(reason)
                .withLastTransitionTime(NOW.minusSeconds(secondsAgo).toString()).endCondition().endStatus().build();
    }

    private static Pod pod(String waitsFor, int secondsAgo) {
        return new PodBuilder().withNewMetadata().withName("web-12345678-abc").addToLabels(ClusterObjects.COMPONENT, "web")
                .withCreationTimestamp(NOW.minusSeconds(secondsAgo).toString()).endMetadata()
                .withNewStatus().addNewContainerStatus().withName("web").withImage("web:1").withNewState().withNewWaiting()
                .withReason(waitsFor).endWaiting().endState().endContainerStatus().endStatus().build();
    }
}
