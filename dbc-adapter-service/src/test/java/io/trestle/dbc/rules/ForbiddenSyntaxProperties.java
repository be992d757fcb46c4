package io.trestle.dbc.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.dbc.Renters;
import io.trestle.dbc.nodeapi.Call;
import io.vertx.core.json.JsonObject;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever is put into any text of any call: what leaves holds nothing that a shell, rsync or iptables could read as its own. */
class ForbiddenSyntaxProperties {

    /** Letters and digits of any script, and these; blanks only inside a description. No hyphen first, no dots in a row. */
    private static final Pattern HARMLESS = Pattern.compile("[\\p{L}\\p{N}_./:,+-]*");
    private static final AtomicInteger SENT = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static final Map<String, Object> SESSION = Map.of("session_id", Renters.SESSION_ID, "session_id_sign", "ab".repeat(64));

    @AfterContainer
    static void print() {
        System.out.printf("hostile texts: %d calls refused, %d sent with nothing harmful in them%n", REFUSED.get(), SENT.get());
    }

    @Property(tries = 4000)
    void shouldSendNothingHarmful_whenAnyMemberHoldsAnyText(@ForAll("places") Place place, @ForAll("texts") String text,
            @ForAll Profile profile) {
        var members = new java.util.LinkedHashMap<>(place.members);
        members.put(place.name, place.list ? List.of(text) : text);
        check(place.operation, profile, Renters.body(Renters.NODE, members, SESSION));
    }

    @Property(tries = 2000)
    void shouldSendNothingHarmful_whenTheNodeOrTheCredentialsHoldAnyText(@ForAll("texts") String text, @ForAll Profile profile) {
        check(Operation.LIST, profile, Renters.body(text, Map.of(), SESSION));
        for (var member : List.of("session_id", "session_id_sign", "wallet", "nonce", "sign", "rent_order")) {
            var auth = new java.util.LinkedHashMap<>(SESSION);
            auth.put(member, text);
            check(Operation.LIST, profile, Renters.body(Renters.NODE, Map.of(), auth));
        }
    }

    @Property(tries = 2000)
    void shouldAskForNoOtherPath_whenIdsHoldAnyText(@ForAll("texts") String text) {
        assertThat(Words.TASK_ID.allows(text) && !text.matches("[0-9A-Za-z_]+")).isFalse();
        if (Words.SNAPSHOT_NAME.allows(text)) {
            assertThat(new Call(Operation.SNAPSHOT_DETAIL, Renters.TASK, text, "").uri(Profile.P22))
                    .matches("/api/v1/snapshot/[0-9A-Za-z]+/[0-9A-Za-z_][0-9A-Za-z._-]*").doesNotContain("..");
        }
    }

    private static void check(Operation operation, Profile profile, String body) {
        try {
            var sent = RequestBody.check(operation, profile, body.getBytes(UTF_8)).json();
            SENT.incrementAndGet();
            texts(sent).forEach((text) -> assertThat(text).as(operation.name()).satisfies(ForbiddenSyntaxProperties::harmless));
        } catch (RefusedRequestException refused) {
            REFUSED.incrementAndGet();
        }
    }

    private static void harmless(String text) {
        assertThat(HARMLESS.matcher(text.replace(" ", "")).matches()).as(text).isTrue();
        assertThat(text).doesNotContain("..").doesNotStartWith("-").doesNotContain(" -");
    }

    private static List<String> texts(JsonNode json) {
        var all = new ArrayList<String>();
        if (json.isTextual()) {
            all.add(json.asText());
        }
        json.forEach(child -> all.addAll(texts(child)));
        return all;
    }

    @Provide
    Arbitrary<String> texts() {
        var hostile = Arbitraries.strings().withChars("`$();|&<>\\\"'!*?[]{}~#%^=\n\r\t \0-./,:@ \u2028\u00a0aZ0").ofMaxLength(24);
        var attacks = Arbitraries.of("$(reboot)", "`id`", "a;b", "a|b", "a&b", "../../etc/passwd", "-e sh", "--rsync-path=sh", "a b",
                "a\nb",
                "tcp,22;reboot", "tcp,1:$(id)", "tcp,1-2:3-4 -j ACCEPT", "x.qcow2;rm", "/data/../etc", "/data/-oProxyCommand", "create",
                "230.0.0.1:1;x", "a\u0000.qcow2", "ａ.qcow2", "in,tcp,22,0.0.0.0/0,accept;x");
        var mostlyRight = Arbitraries
                .of("ubuntu.qcow2", "tcp,123", "udp,1-2:3-4", "230.0.0.1:5558", "/my_dir", "5900", "snap2", "ID_1", "vda")
                .flatMap(base -> hostile.flatMap(bad -> Arbitraries.integers().between(0, base.length())
                        .map(at -> base.substring(0, at) + (bad.length() > 2 ? bad.substring(0, 2) : bad) + base.substring(at))));
        return Arbitraries.oneOf(hostile, attacks, mostlyRight, Arbitraries.strings().all().ofMaxLength(12));
    }

    @Provide
    Arbitrary<Place> places() {
        var vm = Renters.vm(5684);
        var snapshot = new JsonObject().put("snapshot_name", "s1").put("description", "one").getMap();
        var image = new JsonObject().put("image_server", "ID_1").put("image_filename", "a.qcow2").put("local_dir", "/d").getMap();
        var places = new ArrayList<Place>();
        vm.forEach((name, value) -> places.add(new Place(Operation.CREATE, vm, name, value instanceof List)));
        List.of("rdp_port", "data_file_name", "desc", "network_name", "public_ip", "interface_model_type", "unknown")
                .forEach(name -> places.add(new Place(Operation.CREATE, vm, name, false)));
        places.add(new Place(Operation.CREATE, vm, "network_filters", true));
        List.of("new_ssh_port", "new_vnc_port", "new_gpu_count", "increase_disk_size")
                .forEach(name -> places.add(new Place(Operation.MODIFY, Map.of(), name, false)));
        places.add(new Place(Operation.MODIFY, Map.of(), "new_custom_port", true));
        snapshot.keySet().forEach(name -> places.add(new Place(Operation.SNAPSHOT_CREATE, snapshot, name, false)));
        image.keySet().forEach(name -> {
            places.add(new Place(Operation.IMAGE_DOWNLOAD, image, name, false));
            places.add(new Place(Operation.IMAGE_UPLOAD, image, name, false));
        });
        return Arbitraries.of(Objects.requireNonNull(places));
    }

    /** Where a text may be put. */
    record Place(Operation operation, Map<String, Object> members, String name, boolean list) {
    }
}
