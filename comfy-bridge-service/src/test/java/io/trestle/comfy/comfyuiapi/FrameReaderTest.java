package io.trestle.comfy.comfyuiapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.comfy.comfyuiapi.ComfyFrame.Ended;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Executing;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Preview;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Progress;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Share;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Status;
import io.vertx.core.buffer.Buffer;

class FrameReaderTest {

    private static ComfyFrame text(String frame) {
        return FrameReader.text(frame.replace('\'', '"'));
    }

    @Test
    void shouldReadWhatMatters() {
        assertThat(text("{'type': 'status', 'data': {'status': {'exec_info': {'queue_remaining': 3}}}}")).isEqualTo(new Status(3));
        assertThat(text("{'type': 'executing', 'data': {'node': null, 'prompt_id': 'p'}}")).isEqualTo(new Ended("p"));
        assertThat(text("{'type': 'executing', 'data': {'node': '2', 'display_node': '2', 'prompt_id': 'p'}}"))
                .isEqualTo(new Executing("p", "2"));
    }

    @Test
    void shouldBearTheFrameOfAReconnect_whichNamesNoPrompt() {
        assertThat(text("{'type': 'executing', 'data': {'node': '2'}}")).isEqualTo(new Executing(null, "2"));
    }

    @Test
    void shouldCountExpandedNodesAsTheOneTheyStandFor() {
        var frame = text("{'type': 'progress_state', 'data': {'prompt_id': 'p', 'nodes': {"
                + "'5.0.0.1': {'value': 1, 'max': 4, 'state': 'running', 'display_node_id': '5'},"
                + "'5.0.0.2': {'value': 1.0, 'max': 1.0, 'state': 'finished', 'display_node_id': '5'}}}}");

        assertThat(((Progress) frame).nodes()).isEqualTo(Map.of("5", new Share(1, 4, false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[1]", "{", "{'type': 'status', 'data': {'status': {}}}", "{'type': 'status'}",
            "{'type': 'progress_state', 'data': 5}", "{'type': 'executing', 'data': {}}"})
    void shouldIgnoreWhatItDoesNotUnderstand(String frame) {
        assertThat(text(frame)).isNull();
    }

    @Test
    void shouldReadPreviewsOfBothForms() {
        var image = Buffer.buffer(new byte[]{1, 2, 3});
        var metadata = "{\"node_id\":\"2\",\"prompt_id\":\"p\",\"image_type\":\"image/png\"}";

        assertThat(FrameReader.binary(Buffer.buffer().appendInt(1).appendInt(1).appendBuffer(image)))
                .isEqualTo(new Preview(null, null, "image/jpeg", image));
        assertThat(FrameReader.binary(Buffer.buffer().appendInt(4).appendInt(metadata.length()).appendString(metadata).appendBuffer(image)))
                .isEqualTo(new Preview("p", "2", "image/png", image));
    }

    @Test
    void shouldIgnoreBinaryFramesThatAreCutOrUnknown() {
        assertThat(FrameReader.binary(Buffer.buffer())).isNull();
        assertThat(FrameReader.binary(Buffer.buffer().appendInt(4).appendInt(1000).appendString("{}"))).isNull();
        assertThat(FrameReader.binary(Buffer.buffer().appendInt(4).appendInt(-1).appendString("{}"))).isNull();
        assertThat(FrameReader.binary(Buffer.buffer().appendInt(3).appendInt(1).appendString("x"))).isNull();
    }
}
