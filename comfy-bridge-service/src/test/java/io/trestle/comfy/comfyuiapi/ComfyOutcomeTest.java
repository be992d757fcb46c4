package io.trestle.comfy.comfyuiapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.trestle.comfy.comfyuiapi.ComfyOutcome.Failed;
import io.trestle.comfy.comfyuiapi.ComfyOutcome.Interrupted;
import io.trestle.comfy.comfyuiapi.ComfyOutcome.Succeeded;
import io.vertx.core.json.JsonObject;

class ComfyOutcomeTest {

    private static ComfyOutcome outcome(String messages, String outputs) {
        return ComfyOutcome.of(new JsonObject(("{'prompt': [0, 'p', {'1': {}, '2': {}}, {}, ['2']], 'outputs': {" + outputs
                + "}, 'status': {'status_str': 'error', 'messages': [" + messages + "]}}").replace('\'', '"')));
    }

    @Test
    void shouldTellErrorFromInterrupt_whichHaveTheSameStatus() {
        assertThat(outcome("['execution_interrupted', {}]", "")).isEqualTo(new Interrupted());
        var failed = (Failed) outcome("['execution_error', {'exception_type': 'ValueError', 'exception_message': 'boom\\n',"
                + " 'node_type': 'A', 'node_id': '2'}]", "");
        assertThat(failed).isEqualTo(new Failed("ValueError", "boom", "A (2)"));
        assertThat(failed.isOutOfMemory() || failed.isCardFault()).isFalse();
    }

    @Test
    void shouldKnowTroubleWithTheCard() {
        assertThat(new Failed("torch.OutOfMemoryError", "Allocation on device", "A").isOutOfMemory()).isTrue();
        assertThat(new Failed("RuntimeError", "CUDA error: out of memory", "A").isOutOfMemory()).isTrue();
        assertThat(new Failed("RuntimeError", "CUDA error: an illegal memory access", "A").isCardFault()).isTrue();
    }

    @Test
    void shouldTakeAnyListOfFiles_andPreferStoredOnes() {
        var outputs = "'9': {'text': ['plain', 5], 'gifs': [{'filename': 'b.mp4', 'subfolder': 's', 'type': 'output'}]},"
                + "'2': {'images': [{'filename': 'a.png', 'type': 'temp'}], 'animated': [true]}";

        var succeeded = (Succeeded) outcome("", outputs);

        assertThat(succeeded.files()).containsExactly(new ComfyFile("b.mp4", "s", "output", "9"));
        assertThat(succeeded.cached()).isFalse();
    }

    @Test
    void shouldSayThatNothingRan_whenEveryNodeWasCached() {
        assertThat(((Succeeded) outcome("['execution_cached', {'nodes': ['1', '2']}]", "")).cached()).isTrue();
        assertThat(((Succeeded) outcome("['execution_cached', {'nodes': ['1']}]", "")).cached()).isFalse();
    }
}
