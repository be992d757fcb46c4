package io.trestle.clientapi.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.model.JsonLimits;
import io.trestle.model.Message;
import io.trestle.model.prediction.OutputFile;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.PredictionRunner;

/**
 * One prediction while a batch is merged into it: the row as it was read under its lock, and what changes. The rules (facts, a2): the first
 * end wins, nothing goes back, what is longer wins, and a report that comes again changes nothing. Pure: nothing here waits.
 */
final class PredictionDraft {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    final String id;
    final String tenant;
    final PredictionRunner runner;
    final boolean cancelRequested;
    private final boolean noticed;

    PredictionState state;
    int attempt;
    int outputs;
    int logsLength;
    int lastEvent;
    Instant heardAt;
    @Nullable
    Instant sentAt;
    @Nullable
    Instant startedAt;
    @Nullable
    Instant completedAt;
    @Nullable
    Instant lostAt;
    @Nullable
    String backend;
    byte @Nullable [] endDigest;

    /** Null: as it was. */
    @Nullable
    JsonNode output;
    @Nullable
    String logs;
    @Nullable
    String error;
    @Nullable
    PredictionFailure failure;
    @Nullable
    JsonNode metrics;
    @Nullable
    List<OutputFile> files;
    @Nullable
    Double percent;
    @Nullable
    String stage;

    private boolean touched;
    private final List<Happening> happenings = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Set<Notice> notices = EnumSet.noneOf(Notice.class);

    /** @param noticed whether somebody wants outbound webhooks of it */
    PredictionDraft(String id, String tenant, PredictionRunner runner, PredictionState state, boolean cancelRequested, boolean noticed,
            Instant heardAt) {
        this.id = id;
        this.tenant = tenant;
        this.runner = runner;
        this.state = state;
        this.cancelRequested = cancelRequested;
        this.noticed = noticed;
        this.heardAt = heardAt;
    }

    /** Whether the row must be written: somebody was heard, if nothing else. */
    boolean touched() {
        return touched;
    }

    List<Happening> happenings() {
        return happenings;
    }

    /** For Kafka; none where another service writes the events of this prediction. */
    List<Message> messages() {
        return messages;
    }

    /** What outbound webhooks are to tell; none where nobody wants them. */
    Set<Notice> notices() {
        return noticed ? notices : Set.of();
    }

    /** @param now the time of the report's arrival */
    Verdict accept(Report report, Instant now) {
        if (report instanceof Report.Ended ended) {
            return end(ended, now);
        }
        if (state.ended()) {
            return Verdict.STALE;
        }
        if (report instanceof Report.Silent silent) {
            return lose(silent, now);
        }
        heardAt = later(heardAt, now);
        touched = true;
        var changed = found(now) | running(report, now);
        return changed ? Verdict.APPLIED : Verdict.UNCHANGED;
    }

    private boolean running(Report report, Instant now) {
        if (report instanceof Report.Sent sent) {
            var first = sentAt == null;
            sentAt = now;
            backend = sent.backend();
            return first;
        }
        if (report instanceof Report.Running running) {
            return start(running.startedAt(), now) | output(running.output(), now) | logs(running.logs(), now);
        }
        if (report instanceof Report.Attempted attempted) {
            return attempt(attempted, now);
        }
        if (report instanceof Report.Progressed progressed) {
            return progress(progressed, now);
        }
        return report instanceof Report.Produced produced && produce(produced, now);
    }

    private boolean start(@Nullable Instant reported, Instant now) {
        if (state == PredictionState.STARTING) {
            state = PredictionState.PROCESSING;
            startedAt = reported == null ? now : reported;
            attempt = Math.max(1, attempt);
            happen("status", status(), now);
            say(PredictionMessages.started(this, now));
            notices.add(Notice.START);
            return true;
        }
        if (reported != null && (startedAt == null || reported.isAfter(startedAt))) {
            startedAt = reported;
            return true;
        }
        return false;
    }

    private boolean output(@Nullable JsonNode reported, Instant now) {
        var count = count(reported);
        if (reported == null || count <= outputs) {
            return false;
        }
        if (reported instanceof ArrayNode items) {
            for (var i = outputs; i < count; i++) {
                produced(i, items.get(i), now);
            }
        } else {
            produced(0, reported, now);
        }
        output = reported;
        outputs = count;
        notices.add(Notice.OUTPUT);
        return true;
    }

    private void produced(int index, JsonNode value, Instant now) {
        happen("output", JSON.objectNode().put("index", index).<ObjectNode>set("value", value), now);
        if (!value.isNull() && JsonLimits.allow(value)) {
            say(PredictionMessages.produced(this, index, value, now));
        }
    }

    private boolean logs(@Nullable String reported, Instant now) {
        if (reported == null || reported.length() <= logsLength) {
            return false;
        }
        happen("logs", JSON.objectNode().put("offset", logsLength).put("text", reported.substring(logsLength)), now);
        logs = reported;
        logsLength = reported.length();
        notices.add(Notice.LOGS);
        return true;
    }

    private boolean attempt(Report.Attempted attempted, Instant now) {
        if (attempted.attempt() < attempt || (attempted.attempt() == attempt && state == PredictionState.PROCESSING)) {
            return false;
        }
        if (attempted.attempt() > attempt && outputs > 0) {
            output = JSON.nullNode();
            outputs = 0;
        }
        attempt = attempted.attempt();
        backend = attempted.backend();
        startedAt = attempted.at();
        percent = 0.0;
        if (state == PredictionState.STARTING) {
            notices.add(Notice.START);
        }
        state = PredictionState.PROCESSING;
        happen("status", status(), now);
        return true;
    }

    private boolean progress(Report.Progressed progressed, Instant now) {
        if (progressed.attempt() < attempt) {
            return false;
        }
        percent = progressed.percent();
        stage = progressed.stage();
        happen("progress", JSON.objectNode().put("percent", progressed.percent()).put("stage", progressed.stage()), now);
        return true;
    }

    private boolean produce(Report.Produced produced, Instant now) {
        if (produced.attempt() < attempt || produced.index() != outputs) {
            return false;
        }
        var items = output instanceof ArrayNode known ? known : JSON.arrayNode();
        output = items.add(produced.value());
        outputs = items.size();
        happen("output", JSON.objectNode().put("index", produced.index()).<ObjectNode>set("value", produced.value()), now);
        notices.add(Notice.OUTPUT);
        return true;
    }

    private Verdict lose(Report.Silent silent, Instant now) {
        if (lostAt != null) {
            return Verdict.UNCHANGED;
        }
        if (heardAt.isAfter(silent.lastHeardAt())) {
            return Verdict.STALE;
        }
        touched = true;
        lostAt = now;
        files = silent.files();
        var data = JSON.objectNode().put("status", "lost").put("last_heard_at", heardAt.toString());
        var inferred = data.putArray("inferred_output");
        silent.files().forEach(file -> inferred.add(file.url()));
        happen("lost", data, now);
        say(PredictionMessages.lost(this, silent.files(), now));
        return Verdict.APPLIED;
    }

    private boolean found(Instant now) {
        if (lostAt == null) {
            return false;
        }
        lostAt = null;
        files = List.of();
        happen("status", status(), now);
        return true;
    }

    private Verdict end(Report.Ended ended, Instant now) {
        var digest = EndDigest.of(ended);
        if (state.ended()) {
            return endedAgain(ended, digest, now);
        }
        touched = true;
        heardAt = later(heardAt, now);
        state = PredictionState.of(ended.end());
        endDigest = digest;
        lostAt = null;
        files = ended.files();
        startedAt = ended.startedAt() == null ? startedAt : ended.startedAt();
        completedAt = ended.completedAt() == null ? now : ended.completedAt();
        error = ended.error();
        failure = ended.failure();
        metrics = ended.metrics();
        if (ended.output() != null) {
            output = ended.output();
            outputs = count(output);
        }
        logs(ended.logs(), now);
        happen("completed", status(), now);
        say(PredictionMessages.outcome(this, ended, now));
        notices.add(Notice.COMPLETED);
        return Verdict.APPLIED;
    }

    private Verdict endedAgain(Report.Ended ended, byte[] digest, Instant now) {
        if (Arrays.equals(digest, endDigest)) {
            return Verdict.UNCHANGED;
        }
        if (ended.ours()) {
            return Verdict.STALE;
        }
        touched = true;
        var refused = PredictionState.of(ended.end());
        happen("conflict", JSON.objectNode().put("kept", state.json()).put("refused", refused.json()), now);
        say(PredictionMessages.conflict(this, ended.end(), now));
        return Verdict.CONFLICT;
    }

    private void happen(String type, ObjectNode data, Instant now) {
        happenings.add(new Happening(id, ++lastEvent, type, data.toString(), now));
    }

    private void say(Message message) {
        if (runner == PredictionRunner.WORKER) {
            messages.add(message);
        }
    }

    private ObjectNode status() {
        return JSON.objectNode().put("status", state.json());
    }

    private static int count(@Nullable JsonNode output) {
        if (output == null || output.isNull()) {
            return 0;
        }
        return output.isArray() ? output.size() : 1;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
