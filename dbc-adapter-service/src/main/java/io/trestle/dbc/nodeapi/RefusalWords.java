package io.trestle.dbc.nodeapi;

import static io.trestle.model.compute.VmFailure.CAPACITY_EXHAUSTED;
import static io.trestle.model.compute.VmFailure.IMAGE_UNAVAILABLE;
import static io.trestle.model.compute.VmFailure.INVALID_REQUEST;
import static io.trestle.model.compute.VmFailure.NOT_AUTHORIZED;
import static io.trestle.model.compute.VmFailure.NOT_FOUND;
import static io.trestle.model.compute.VmFailure.OTHER;
import static io.trestle.model.compute.VmFailure.PORT_TAKEN;
import static io.trestle.model.compute.VmFailure.RENTAL_EXPIRED;
import static io.trestle.model.compute.VmFailure.WRONG_STATE;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.trestle.model.compute.VmFailure;

/** The node's free texts as stable codes; facts, A2.4. The first line that is found in the text counts. */
final class RefusalWords {

    private static final Map<Pattern, VmFailure> LINES = new LinkedHashMap<>();

    static {
        add("machine has already expired|machine is not be rented", RENTAL_EXPIRED);
        add("check authority failed|no session id|session_id and wallet all invalid|multisig_wallets all invalid", NOT_AUTHORIZED);
        add("is occupied|has been used|port conflict", PORT_TAKEN);
        add("allocate (gpu|cpu|mem|memory|disk) failed|exceeds number of leases|order gpu index is empty", CAPACITY_EXHAUSTED);
        add("^image\\b|image_name|image_filename|image_server|no image", IMAGE_UNAVAILABLE);
        add("task(:\\S*)? is (none|paused|running|shut_off|blocked|being shutdown|crashed|suspended)|task snapshot is busy", WRONG_STATE);
        add("(task|task_id|domain|snapshot_name|task log)(:\\S*)? (no|not) exist", NOT_FOUND);
        add("invalid|out of range|unsupported|not specified|is empty|only support|must be|multicast|not digit|already exist|can not modify",
                INVALID_REQUEST);
    }

    private RefusalWords() {
    }

    static VmFailure reason(int code, String words) {
        return LINES.entrySet().stream().filter(line -> line.getKey().matcher(words).find()).map(Map.Entry::getValue).findFirst()
                .orElse(code == -25 ? INVALID_REQUEST : OTHER);
    }

    private static void add(String pattern, VmFailure reason) {
        LINES.put(Pattern.compile(pattern), reason);
    }
}
