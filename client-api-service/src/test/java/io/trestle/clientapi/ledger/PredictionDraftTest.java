package io.trestle.clientapi.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.model.prediction.CancelCause;
import io.trestle.model.prediction.PredictionCanceled;
import io.trestle.model.prediction.PredictionEnd;
import io.trestle.model.prediction.PredictionFailed;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.PredictionLost;
import io.trestle.model.prediction.PredictionOutcome;
import io.trestle.model.prediction.PredictionOutcomeConflicted;
import io.trestle.model.prediction.PredictionOutputProduced;
import io.trestle.model.prediction.PredictionRunner;
import io.trestle.model.prediction.PredictionStarted;
import io.trestle.model.prediction.PredictionSucceeded;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The merge rules of the facts, section a2. */
class PredictionDraftTest {

    private static final Instant T0 = Instant.parse("2026-03-02T09:30:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PredictionDraft draft = draft();

    private static PredictionDraft draft() {
        return new PredictionDraft("p1", "tenant-a", PredictionRunner.WORKER, PredictionState.STARTING, false, true, T0);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Report processing(String output, String logs) {
        return new Report.Running(output == null ? null : json(output), logs, T0.plusSeconds(1));
    }

    private static Report succeeded(String output) {
        return new Report.Ended(PredictionEnd.SUCCEEDED, output == null ? null : json(output), "abc", null, null,
                json("{\"predict_time\":7.35}"),
                List.of(), null, T0.plusSeconds(1), T0.plusSeconds(8), false);
    }

    private static Report failed(String error) {
        return new Report.Ended(PredictionEnd.FAILED, null, "abc", error, PredictionFailure.EXECUTION_FAILED, null, List.of(), null, null,
                null,
                false);
    }

    private Verdict accept(Report report) {
        return draft.accept(report, T0.plusSeconds(9));
    }

    @Nested
    class Running {

        @Test
        void shouldStart_whenFirstProcessingComes() {
            assertThat(accept(processing(null, ""))).isEqualTo(Verdict.APPLIED);
            assertThat(draft.state).isEqualTo(PredictionState.PROCESSING);
            assertThat(draft.startedAt).isEqualTo(T0.plusSeconds(1));
            assertThat(draft.messages()).singleElement().isInstanceOf(PredictionStarted.class);
            assertThat(draft.notices()).containsExactly(Notice.START);
        }

        @Test
        void shouldKeepTheLonger_whenReportsComeOutOfOrder() {
            accept(processing("[\"a\",\"b\"]", "12345"));
            assertThat(accept(processing("[\"a\"]", "123"))).isEqualTo(Verdict.UNCHANGED);
            assertThat(draft.output).isEqualTo(json("[\"a\",\"b\"]"));
            assertThat(draft.logs).isEqualTo("12345");
        }

        @Test
        void shouldTellOnlyWhatIsNew_whenOutputAndLogsGrow() {
            accept(processing("[\"a\"]", "12"));
            accept(processing("[\"a\",\"b\"]", "1234"));
            assertThat(draft.happenings()).extracting(Happening::type, Happening::data).contains(
                    tuple("output", "{\"index\":1,\"value\":\"b\"}"),
                    tuple("logs", "{\"offset\":2,\"text\":\"34\"}"));
            assertThat(draft.messages()).filteredOn(PredictionOutputProduced.class::isInstance).hasSize(2);
        }

        @Test
        void shouldSayNothingOfAnOutput_whenItCannotTravel() {
            accept(processing("[null]", ""));
            assertThat(draft.outputs).isEqualTo(1);
            assertThat(draft.messages()).noneMatch(PredictionOutputProduced.class::isInstance);
        }

        @Test
        void shouldOnlyNoteThatSomebodyWasHeard_whenItWaits() {
            assertThat(accept(new Report.Waiting())).isEqualTo(Verdict.UNCHANGED);
            assertThat(draft.touched()).isTrue();
            assertThat(draft.heardAt).isEqualTo(T0.plusSeconds(9));
        }
    }

    @Nested
    class Ending {

        @Test
        void shouldEnd_whenTerminalComesWithoutAStart() {
            assertThat(accept(succeeded("[\"a\"]"))).isEqualTo(Verdict.APPLIED);
            assertThat(draft.state).isEqualTo(PredictionState.SUCCEEDED);
            assertThat(draft.completedAt).isEqualTo(T0.plusSeconds(8));
            assertThat(draft.messages()).singleElement().isInstanceOf(PredictionSucceeded.class);
        }

        @Test
        void shouldNotRegress_whenProcessingComesAfterTheEnd() {
            accept(succeeded("[\"a\"]"));
            assertThat(accept(processing("[\"a\",\"b\"]", "longer logs"))).isEqualTo(Verdict.STALE);
            assertThat(accept(new Report.Waiting())).isEqualTo(Verdict.STALE);
            assertThat(draft.state).isEqualTo(PredictionState.SUCCEEDED);
            assertThat(draft.output).isEqualTo(json("[\"a\"]"));
        }

        @Test
        void shouldKeepTheFirst_whenAnotherEndComes() {
            accept(failed("Got error trying to upload output files"));
            assertThat(accept(succeeded(null))).isEqualTo(Verdict.CONFLICT);
            assertThat(draft.state).isEqualTo(PredictionState.FAILED);
            assertThat(draft.messages()).last().isInstanceOfSatisfying(PredictionOutcomeConflicted.class, conflict -> {
                assertThat(conflict.kept()).isEqualTo(PredictionEnd.FAILED);
                assertThat(conflict.refused()).isEqualTo(PredictionEnd.SUCCEEDED);
            });
        }

        @Test
        void shouldChangeNothing_whenTheSameEndComesAgain() {
            accept(succeeded("[\"a\"]"));
            assertThat(accept(succeeded("[\"a\"]"))).isEqualTo(Verdict.UNCHANGED);
            assertThat(draft.messages()).hasSize(1);
        }

        @Test
        void shouldBeNoConflict_whenWeGaveUpTooLate() {
            accept(succeeded("[\"a\"]"));
            assertThat(accept(Report.Ended.failed(PredictionFailure.BACKEND_LOST, "gone"))).isEqualTo(Verdict.STALE);
            assertThat(draft.messages()).hasSize(1);
        }

        @Test
        void shouldKeepPartialOutput_whenTheEndBringsNone() {
            accept(processing("[\"a\"]", ""));
            accept(failed("boom"));
            assertThat(draft.output).isEqualTo(json("[\"a\"]"));
        }

        @Test
        void shouldSayWhoWantedIt_whenCanceled() {
            var requested = new PredictionDraft("p1", "t", PredictionRunner.WORKER, PredictionState.PROCESSING, true, true, T0);
            requested.accept(new Report.Ended(PredictionEnd.CANCELED, null, null, null, null, null, List.of(), null, null, null, false),
                    T0);
            assertThat(requested.messages()).singleElement().isInstanceOfSatisfying(PredictionCanceled.class,
                    canceled -> assertThat(canceled.cause()).isEqualTo(CancelCause.REQUESTED));
        }

        @Test
        void shouldCutTheDetail_whenTheErrorIsVeryLong() {
            accept(failed("x".repeat(100_000)));
            assertThat(draft.messages()).singleElement().isInstanceOfSatisfying(PredictionFailed.class,
                    failed -> assertThat(failed.detail()).hasSize(4000));
            assertThat(draft.error).hasSize(100_000);
        }

        @Test
        void shouldSayThatOutputWasOmitted_whenItIsTooLargeForAnEvent() {
            accept(succeeded("\"" + "x".repeat(300 * 1024) + "\""));
            assertThat(draft.messages()).singleElement().isInstanceOfSatisfying(PredictionSucceeded.class, succeeded -> {
                assertThat(succeeded.outputOmitted()).isTrue();
                assertThat(succeeded.output()).isNull();
            });
        }
    }

    @Nested
    class Losing {

        @Test
        void shouldStayOpen_whenLost() {
            assertThat(accept(new Report.Silent(T0, List.of()))).isEqualTo(Verdict.APPLIED);
            assertThat(accept(new Report.Silent(T0, List.of()))).isEqualTo(Verdict.UNCHANGED);
            assertThat(draft.messages()).singleElement().isInstanceOf(PredictionLost.class);
            assertThat(draft.state.ended()).isFalse();
        }

        @Test
        void shouldWin_whenALateEndComes() {
            accept(new Report.Silent(T0, List.of()));
            assertThat(accept(succeeded("[\"a\"]"))).isEqualTo(Verdict.APPLIED);
            assertThat(draft.lostAt).isNull();
            assertThat(draft.state).isEqualTo(PredictionState.SUCCEEDED);
        }

        @Test
        void shouldNotBeLost_whenItWasHeardMeanwhile() {
            accept(processing(null, ""));
            assertThat(accept(new Report.Silent(T0, List.of()))).isEqualTo(Verdict.STALE);
            assertThat(draft.lostAt).isNull();
        }

        @Test
        void shouldBeFound_whenItIsHeardAgain() {
            accept(new Report.Silent(T0, List.of()));
            assertThat(accept(processing(null, ""))).isEqualTo(Verdict.APPLIED);
            assertThat(draft.lostAt).isNull();
        }
    }

    @Nested
    class AtABackend {

        private final PredictionDraft backend = new PredictionDraft("p1", "t", PredictionRunner.COMFYUI, PredictionState.STARTING, false,
                true,
                T0);

        @Test
        void shouldSayNothingToKafka_whenTheBridgeDoes() {
            backend.accept(new Report.Attempted(1, "gpu-7", T0), T0);
            backend.accept(new Report.Produced(1, 0, json("\"http://a\"")), T0);
            assertThat(backend.messages()).isEmpty();
            assertThat(backend.output).isEqualTo(json("[\"http://a\"]"));
        }

        @Test
        void shouldBeginAnew_whenAnotherAttemptStarts() {
            backend.accept(new Report.Attempted(1, "gpu-7", T0), T0);
            backend.accept(new Report.Produced(1, 0, json("1")), T0);
            backend.accept(new Report.Attempted(2, "gpu-8", T0), T0);
            assertThat(backend.output).isEqualTo(json("null"));
            assertThat(backend.accept(new Report.Produced(1, 1, json("2")), T0)).isEqualTo(Verdict.UNCHANGED);
            assertThat(backend.accept(new Report.Produced(2, 0, json("3")), T0)).isEqualTo(Verdict.APPLIED);
            assertThat(backend.output).isEqualTo(json("[3]"));
        }

        @Test
        void shouldNotCountTwice_whenTheSameOutputComesAgain() {
            backend.accept(new Report.Attempted(1, "gpu-7", T0), T0);
            backend.accept(new Report.Produced(1, 0, json("1")), T0);
            assertThat(backend.accept(new Report.Produced(1, 0, json("1")), T0)).isEqualTo(Verdict.UNCHANGED);
        }
    }

    /** Whatever the order, the repetitions and the losses: one outcome, and the same state. */
    @Property(tries = 500)
    void shouldEndTheSame_whateverTheOrder(@ForAll long seed) {
        var random = new Random(seed);
        var reports = new ArrayList<Report>(List.of(new Report.Waiting(), processing(null, ""), processing("[1]", "a"),
                processing("[1,2]", "ab"), succeeded("[1,2,3]"), succeeded("[1,2,3]")));
        for (var i = 0; i < 4; i++) {
            reports.add(reports.get(random.nextInt(6)));
        }
        Collections.shuffle(reports, random);
        var shuffled = draft();
        var last = PredictionState.STARTING;
        for (var report : reports) {
            shuffled.accept(report, T0.plusSeconds(9));
            assertThat(shuffled.state).isGreaterThanOrEqualTo(last);
            last = shuffled.state;
        }
        assertThat(shuffled.state).isEqualTo(PredictionState.SUCCEEDED);
        assertThat(shuffled.output).isEqualTo(json("[1,2,3]"));
        assertThat(shuffled.logs).isEqualTo("abc");
        assertThat(shuffled.messages()).filteredOn(PredictionOutcome.class::isInstance).hasSize(1);
        assertThat(shuffled.messages()).noneMatch(PredictionOutcomeConflicted.class::isInstance);
    }
}
