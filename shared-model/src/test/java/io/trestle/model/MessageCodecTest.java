package io.trestle.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.model.compute.RentalSeen;
import io.trestle.model.compute.VmStateChanged;
import io.trestle.model.prediction.PredictionFailed;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.PredictionMother;
import io.trestle.model.prediction.PredictionSucceeded;
import io.trestle.model.prediction.RunPrediction;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelMother;
import io.trestle.model.tunnel.TunnelProvisioningFailed;

class MessageCodecTest {

    private static final String RUN = "io.trestle.prediction.run.v1";
    private static final byte[] SPLINTERS = "{}[]\",:\\u019-+eE.ntf \0\n\u00ff".getBytes(ISO_8859_1);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Nested
    class Encode {

        @Test
        void shouldOmitWhatIsAbsent_whenAMemberIsOptional() {
            var json = encoded(PredictionMother.succeeded(null));

            assertThat(json.has("output")).isFalse();
        }

        @Test
        void shouldKeepANullValue_whenTheWorkerAnsweredNull() throws Exception {
            var message = PredictionMother.succeeded(NullNode.instance);

            assertThat(encoded(message).path("output").isNull()).isTrue();
            assertThat(roundTrip(message)).isEqualTo(message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"bad\u0000text", "bad\uD83Dtext", "bad\uDE00text"})
        void shouldReplaceIt_whenTextCannotBeStored(String text) throws Exception {
            var failed = (PredictionFailed) roundTrip(PredictionMother.failed(text));
            var succeeded = (PredictionSucceeded) roundTrip(PredictionMother.succeeded(JSON.objectNode().put(text, text)));

            assertThat(failed.detail()).isEqualTo("bad\uFFFDtext");
            assertThat(succeeded.output()).isEqualTo(JSON.objectNode().put("bad\uFFFDtext", "bad\uFFFDtext"));
        }

        @Test
        void shouldKeepIt_whenTextHasCharactersOutsideTheBasicPlane() throws Exception {
            var message = PredictionMother.failed("\uD83D\uDE00 灯台 \t\n\u001b[0m");

            assertThat(roundTrip(message)).isEqualTo(message);
        }

        @Test
        void shouldRefuse_whenAValueIsNestedTooDeeply() {
            var message = PredictionMother.succeeded(nested(JsonLimits.VALUE_DEPTH + 10));

            assertThatThrownBy(() -> MessageCodec.encode(message)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Decode {

        @Test
        void shouldRefuse_whenTheTypeIsUnknown() {
            assertRefused(Topic.TUNNEL_EVENTS, "io.trestle.tunnel.exploded.v1", "{}").hasMessageContaining("io.trestle.tunnel.exploded.v1");
        }

        @Test
        void shouldRefuse_whenTheTypeTravelsOnAnotherTopic() {
            var json = new String(MessageCodec.encode(TunnelMother.provisionTunnel()), UTF_8);

            assertRefused(Topic.TUNNEL_EVENTS, MessageCodec.typeName(ProvisionTunnel.class), json).hasMessageContaining("tunnel.events.v1");
        }

        @Test
        void shouldNotRepeatTheTypeName_whenItCouldForgeALogLine() {
            assertRefused(Topic.TUNNEL_EVENTS, "x\nERROR forged", "{}").hasMessageNotContaining("forged");
        }

        @Test
        void shouldRefuse_whenTheRecordIsATombstone() {
            assertThatThrownBy(() -> MessageCodec.decode(Topic.PREDICTION_COMMANDS, RUN, null))
                    .isInstanceOf(MalformedMessageException.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "null", "[]", "7", "\"text\"", "{", "{}}", "{} {}", "{}x", "not json", "{\"predictionId\":NaN}",
                "{'predictionId':1}",
                "{\"predictionId\":\"a\",}", "{/* comment */}", "<xml/>"})
        void shouldRefuse_whenTheValueIsNoJsonObject(String json) {
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, json);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "x", "}", "0", ",", "\u0000"})
        void shouldRefuse_whenSomethingFollowsTheObject(String more) {
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, run("") + more);
        }

        @Test
        void shouldRefuse_whenTheValueIsCutOffAnywhere() throws Exception {
            var whole = MessageCodec.encode(PredictionMother.runPrediction());

            for (var length = 0; length < whole.length; length++) {
                var cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> MessageCodec.decode(Topic.PREDICTION_COMMANDS, RUN, cut))
                        .isInstanceOf(MalformedMessageException.class);
            }
            assertThat(MessageCodec.decode(Topic.PREDICTION_COMMANDS, RUN, whole)).isEqualTo(PredictionMother.runPrediction());
        }

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldDecodeOrRefuse_whenBytesAreDamaged(Class<? extends Message> type) {
            var whole = MessageCodec.encode(MessageMother.message(type));
            var random = new Random(42);

            for (var round = 0; round < 500; round++) {
                var damaged = whole.clone();
                for (var i = random.nextInt(3); i >= 0; i--) {
                    damaged[random.nextInt(damaged.length)] = SPLINTERS[random.nextInt(SPLINTERS.length)];
                }
                var failure = catchThrowable(() -> MessageCodec.decode(Topic.of(type), MessageCodec.typeName(type), damaged));
                assertThat(failure == null || failure instanceof MalformedMessageException)
                        .as("%s: %s", new String(damaged, UTF_8), failure).isTrue();
            }
        }

        @Test
        void shouldRefuse_whenTheValueIsNotUtf8() {
            var latin1 = run("\"6/text\":\"caf\u00e9\"").getBytes(ISO_8859_1);

            assertThatThrownBy(() -> MessageCodec.decode(Topic.PREDICTION_COMMANDS, RUN, latin1))
                    .isInstanceOf(MalformedMessageException.class);
        }

        @Test
        void shouldRefuse_whenAMemberStandsTwice() {
            assertRefused(Topic.PREDICTION_COMMANDS, "io.trestle.prediction.cancel.v1",
                    "{\"predictionId\":\"a\",\"tenant\":\"t\",\"predictionId\":\"b\"}");
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, run("\"seed\":1,\"seed\":2"));
        }

        @Test
        void shouldRefuse_whenItIsNestedTooDeeply() {
            var depth = 100_000;

            assertRefused(Topic.PREDICTION_COMMANDS, RUN, run("\"x\":" + "[".repeat(depth) + "]".repeat(depth)));
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, run("\"x\":" + "{\"y\":".repeat(50) + "1" + "}".repeat(50)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e400", "-1e400", "1E+1000000000"})
        void shouldRefuse_whenANumberIsBeyondADouble(String number) {
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, run("\"x\":" + number));
        }

        @Test
        void shouldRefuse_whenANumberHasTooManyDigits() {
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, run("\"x\":" + "9".repeat(JsonLimits.NUMBER_LENGTH + 1)));
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, run("\"x\":0." + "9".repeat(JsonLimits.NUMBER_LENGTH)));
        }

        @Test
        void shouldKeepIt_whenAnIntegerIsLargerThanALong() throws Exception {
            var message = (RunPrediction) decode(RUN, run("\"seed\":18446744073709551615"));

            assertThat(message.inputs().path("seed").bigIntegerValue()).hasToString("18446744073709551615");
        }

        @Test
        void shouldRefuse_whenTextHoldsNul() {
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, run("\"x\":\"a\\u0000b\""));
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, run("\"a\\u0000b\":1"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"+10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "2026-03-02", "2026-03-02T09:30:00", "1772443800",
                "yesterday"})
        void shouldRefuse_whenAnInstantIsNone(String instant) {
            assertRefused(Topic.PREDICTION_COMMANDS, RUN,
                    "{\"predictionId\":\"a\",\"tenant\":\"t\",\"workflow\":\"w\",\"inputs\":{},\"files\":[],\"reuse\":false,\"deadline\":\""
                            + instant + "\"}");
        }

        @Test
        void shouldReadTheDefault_whenAReasonIsUnknown() throws Exception {
            var tunnel = TunnelMother.messages().stream().filter(TunnelProvisioningFailed.class::isInstance).findFirst().orElseThrow();
            var prediction = PredictionMother.failed("the sun went out");

            assertThat(((TunnelProvisioningFailed) withReason(tunnel, "SUN_OUT")).reason()).isEqualTo(TunnelFailure.REJECTED);
            assertThat(((PredictionFailed) withReason(prediction, "SUN_OUT")).reason()).isEqualTo(PredictionFailure.OTHER);
        }

        @ParameterizedTest
        @ValueSource(strings = {"HAPPY", "running", ""})
        void shouldRefuse_whenAStateIsUnknown(String state) {
            var json = (ObjectNode) encoded(MessageMother.message(VmStateChanged.class));

            assertRefused(Topic.COMPUTE_EVENTS, MessageCodec.typeName(VmStateChanged.class), json.put("to", state).toString());
        }

        @Test
        void shouldGiveListsThatCannotChange_always() throws Exception {
            var rental = (RentalSeen) roundTrip(MessageMother.message(RentalSeen.class));

            assertThatThrownBy(() -> rental.gpuIndexes().add(7)).isInstanceOf(UnsupportedOperationException.class);
        }

        private Message withReason(Message message, String reason) throws MalformedMessageException {
            var json = (ObjectNode) encoded(message);
            return MessageCodec.decode(Topic.of(message.getClass()), MessageCodec.typeName(message.getClass()),
                    json.put("reason", reason).toString().getBytes(UTF_8));
        }
    }

    @Nested
    class Refusal {

        @ParameterizedTest
        @ValueSource(strings = {
                // each puts the secret where one of Jackson's messages would quote it
                "s3cr3t", "{\"predictionId\":s3cr3t}", "{\"predictionId\":\"s3cr3t", "{\"s3cr3t\":1,\"s3cr3t\":2}",
                "{\"predictionId\":{\"s3cr3t\":1}}",
                "{\"predictionId\":\"a\",\"tenant\":\"t\",\"workflow\":\"w\",\"inputs\":{},\"files\":[],\"reuse\":\"s3cr3t\"}",
                "{\"predictionId\":\"a\",\"tenant\":\"t\",\"workflow\":\"w\",\"inputs\":{},\"files\":[{\"input\":\"s3cr3t\"}],\"reuse\":true}",
                "{\"predictionId\":\"a\",\"tenant\":\"t\",\"workflow\":\"w\",\"inputs\":{},\"files\":[],\"reuse\":true,\"deadline\":\"s3cr3t\"}",
                "{\"predictionId\":\"a\",\"tenant\":\"t\",\"workflow\":\"w\",\"inputs\":{\"s3cr3t\":\"\\u0000\"},\"files\":[],\"reuse\":true}"})
        void shouldQuoteNothing_whenThePayloadHoldsASecret(String json) {
            var failure = catchThrowableOfType(MalformedMessageException.class, () -> decode(RUN, json));

            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain("s3cr3t").contains(RUN);
        }

        @Test
        void shouldNameTheMember_whenOneIsWrong() {
            var json = "{\"predictionId\":\"a\",\"tenant\":\"t\",\"workflow\":\"w\",\"inputs\":{},\"files\":[{\"input\":\"10/image\"}],\"reuse\":true}";

            assertRefused(Topic.PREDICTION_COMMANDS, RUN, json).hasMessageContaining("'files[0].url'");
        }

        @Test
        void shouldNameThePlace_whenItIsNoJson() {
            assertRefused(Topic.PREDICTION_COMMANDS, RUN, "{\n  \"predictionId\": oops}").hasMessageContaining("line 2");
        }
    }

    @Nested
    class Limits {

        @Test
        void shouldAllow_whenAReaderTakesTheValue() throws Exception {
            for (var value : new JsonNode[]{JSON.textNode("text"), JSON.numberNode(Double.MAX_VALUE), NullNode.instance,
                    nested(JsonLimits.VALUE_DEPTH),
                    JSON.textNode("x".repeat(JsonLimits.VALUE_BYTES - 2))}) {
                assertThat(JsonLimits.allow(value)).isTrue();
                assertThat(roundTrip(PredictionMother.succeeded(value))).isEqualTo(PredictionMother.succeeded(value));
            }
        }

        @Test
        void shouldRefuse_whenTheValueIsTooDeepOrTooLarge() {
            assertThat(JsonLimits.allow(nested(JsonLimits.VALUE_DEPTH + 1))).isFalse();
            assertThat(JsonLimits.allow(JSON.textNode("x".repeat(JsonLimits.VALUE_BYTES - 1)))).isFalse();
        }

        @Test
        void shouldRefuse_whenANumberWouldNotComeBack() {
            assertThat(JsonLimits.allow(DoubleNode.valueOf(Double.NaN))).isFalse();
            assertThat(JsonLimits.allow(JSON.arrayNode().add(Double.POSITIVE_INFINITY))).isFalse();
            assertThat(JsonLimits.allow(DecimalNode.valueOf(new BigDecimal("1e400")))).isFalse();
            assertThat(JsonLimits.allow(JSON.numberNode(BigInteger.TEN.pow(JsonLimits.NUMBER_LENGTH)))).isFalse();
        }
    }

    private static JsonNode nested(int levels) {
        JsonNode value = JSON.textNode("core");
        for (var i = 0; i < levels; i++) {
            value = i % 2 == 0 ? JSON.arrayNode().add(value) : JSON.objectNode().set("x", value);
        }
        return value;
    }

    /** A RunPrediction with these members in its inputs. */
    private static String run(String inputs) {
        return "{\"predictionId\":\"a\",\"tenant\":\"t\",\"workflow\":\"w\",\"inputs\":{" + inputs + "},\"files\":[],\"reuse\":false}";
    }

    private static JsonNode encoded(Message message) {
        return ContractFiles.json(new String(MessageCodec.encode(message), UTF_8));
    }

    private static Message roundTrip(Message message) throws MalformedMessageException {
        return MessageCodec.decode(Topic.of(message.getClass()), MessageCodec.typeName(message.getClass()), MessageCodec.encode(message));
    }

    private static Message decode(String type, String json) throws MalformedMessageException {
        return MessageCodec.decode(Topic.PREDICTION_COMMANDS, type, json.getBytes(UTF_8));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Topic topic, String type, String json) {
        return assertThatThrownBy(() -> MessageCodec.decode(topic, type, json.getBytes(UTF_8)))
                .isInstanceOf(MalformedMessageException.class);
    }
}
