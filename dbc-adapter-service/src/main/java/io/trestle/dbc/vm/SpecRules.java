package io.trestle.dbc.vm;

import java.util.ArrayList;
import java.util.List;

import io.trestle.dbc.lifecycle.VmSpec;
import io.trestle.dbc.nodeapi.RequestCheck;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;

/** A wanted VM by the rules of the node that is to have it. */
final class SpecRules {

    private SpecRules() {
    }

    /** The spec with its custom ports in the node's own grammar; every text in it is harmless to the node. */
    static VmSpec checked(VmSpec spec, Profile profile) {
        var additional = spec.additional();
        // A port that is still to be chosen is checked when it is.
        List.of("ssh_port", "rdp_port", "vnc_port").forEach(name -> {
            if (additional.path(name).asText().equals("0")) {
                additional.remove(name);
            }
        });
        var checked = RequestCheck.check(Operation.CREATE, additional, profile);
        var custom = new ArrayList<String>();
        checked.path("custom_port").forEach(item -> custom.add(item.asText()));
        return new VmSpec(spec.name(), spec.imageName(), spec.operatingSystem(), spec.biosMode(), spec.gpuCount(), spec.cpuCores(),
                spec.memoryGib(), spec.diskGib(), spec.loginPort(), spec.loginPortGiven(), spec.vncPort(), spec.vncPortGiven(), custom,
                spec.multicast());
    }
}
