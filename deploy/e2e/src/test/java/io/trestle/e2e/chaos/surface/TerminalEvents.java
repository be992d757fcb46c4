package io.trestle.e2e.chaos.surface;

import java.util.ArrayList;
import java.util.List;

import io.trestle.e2e.chaos.surface.Topics.Said;

/** Every command and every intent that was told of has one terminal event, and no terminal event is about nothing. */
public final class TerminalEvents implements Invariant {

    /**
     * A message that asks, and those of which exactly one answers it.
     *
     * @param member that is the same in both
     */
    private record Promise(String asked, String member, List<String> answers) {
    }

    private static final List<Promise> PROMISES = List.of(
            new Promise("io.trestle.tunnel.provision.v1", "requestId",
                    List.of("io.trestle.tunnel.provisioned.v1", "io.trestle.tunnel.provisioning-failed.v1")),
            new Promise("io.trestle.tunnel.rotate.v1", "requestId",
                    List.of("io.trestle.tunnel.rotated.v1", "io.trestle.tunnel.rotation-failed.v1")),
            new Promise("io.trestle.tunnel.deprovision.v1", "requestId",
                    List.of("io.trestle.tunnel.deprovisioned.v1", "io.trestle.tunnel.deprovisioning-failed.v1")),
            new Promise("io.trestle.compute.vm-requested.v1", "vmId",
                    List.of("io.trestle.compute.vm-created.v1", "io.trestle.compute.vm-failed.v1")),
            new Promise("io.trestle.compute.deployment-requested.v1", "deploymentId",
                    List.of("io.trestle.compute.deployment-ready.v1", "io.trestle.compute.deployment-failed.v1")));

    private static final List<String> OUTCOMES = List.of("io.trestle.prediction.succeeded.v1", "io.trestle.prediction.failed.v1",
            "io.trestle.prediction.canceled.v1");

    private final Topics topics;
    private final Tables tables;

    public TerminalEvents(Topics topics, Tables tables) {
        this.topics = topics;
        this.tables = tables;
    }

    @Override
    public List<String> breaches() throws Exception {
        var said = topics.all();
        var breaches = new ArrayList<String>();
        for (var promise : PROMISES) {
            var asked = Topics.by(promise.member(), said, List.of(promise.asked()));
            var answered = Topics.by(promise.member(), said, promise.answers());
            asked.keySet().forEach(id -> {
                var answers = answered.getOrDefault(id, List.of());
                if (answers.size() != 1) {
                    breaches.add(promise.asked() + " with " + promise.member() + " " + id + " has " + answers.size()
                            + " terminal events: " + answers.stream().map(Said::type).toList());
                }
            });
        }
        var outcomes = Topics.by("predictionId", said, OUTCOMES);
        var predictions = tables.map("SELECT id, state FROM client_api.prediction UNION SELECT id, state FROM comfy_bridge.job");
        Topics.by("predictionId", said, List.of("io.trestle.prediction.run.v1")).keySet()
                .forEach(id -> predictions.putIfAbsent(id, "commanded"));
        predictions.forEach((id, state) -> {
            var ends = outcomes.getOrDefault(id, List.of());
            if (ends.size() != 1) {
                breaches.add("prediction " + id + ", " + state + ", has " + ends.size() + " outcomes: "
                        + ends.stream().map(Said::type).toList());
            }
        });
        topics.deadLetters().forEach(topic -> breaches.add("there are dead letters: " + topic));
        return breaches;
    }
}
