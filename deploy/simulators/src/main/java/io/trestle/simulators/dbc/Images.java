package io.trestle.simulators.dbc;

import static io.trestle.simulators.dbc.NodeInfo.object;
import static io.trestle.simulators.dbc.TaskPorts.refuseUnless;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

import io.trestle.simulators.dbc.NodeState.Transfer;

/** Images on a node, and their way to and from the image servers. */
final class Images {

    static final String SERVER = "ID_1";
    static final List<String> ON_SERVER = List.of("ubuntu.qcow2", "ubuntu-2004.qcow2", "centos.qcow2", "windows.qcow2");
    private static final Duration TRANSFER = Duration.ofMinutes(3);

    private final NodeState node;
    private final Clock clock;
    private final Profile profile;

    Images(NodeState node, Clock clock, Profile profile) {
        this.node = node;
        this.clock = clock;
        this.profile = profile;
    }

    /** A stranger sees the list too. */
    Object list() {
        return shown(node.images, profile);
    }

    void upload(ApiRequest request) {
        refuseUnless(request.hasAdditional("image_server"), "no image_server");
        var name = request.additional("image_filename");
        refuseUnless(!name.isEmpty(), "image_filename is empty");
        refuseUnless(node.images.contains(name), "image:" + name + " not exist");
        begin(name, true, "image:" + name + " in uploading");
    }

    void download(ApiRequest request) {
        var name = request.additional("image_filename");
        refuseUnless(!name.isEmpty(), "additional no image_filename");
        refuseUnless(!request.additional("local_dir").isEmpty(), "additional no local_dir");
        refuseUnless(ON_SERVER.contains(name), "image:" + name + " not exist");
        begin(name, false, "image:" + name + " in downloading");
    }

    /** P25 writes the key with a colon in it. */
    static Object shown(Collection<String> images, Profile profile) {
        return profile == Profile.P22
                ? List.copyOf(images)
                : images.stream().map(image -> object("image_name:", image, "image_size", "12G")).toList();
    }

    private void begin(String name, boolean upload, String busy) {
        refuseUnless(!node.transfers.containsKey(name), busy);
        var transfer = new Transfer();
        transfer.upload = upload;
        transfer.ends = clock.instant().plus(TRANSFER);
        node.transfers.put(name, transfer);
    }
}
