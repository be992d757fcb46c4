package io.trestle.e2e.chaos.surface;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.trestle.simulators.dbc.NodeSpec;

/** Renters: a small VM, until it runs; two of three are deleted again, so that the node never fills. */
public final class Vms implements Surface {

    private static final String VM = "{\"node_id\":\"" + NodeSpec.LOCAL_NODE
            + "\",\"credential\":\"chaos\",\"image_name\":\"ubuntu.qcow2\","
            + "\"operation_system\":\"ubuntu\",\"gpu_count\":0,\"cpu_cores\":1,\"mem_size\":1,\"disk_size\":1}";
    /** More would not fit: the node has 32 threads. */
    private static final int KEPT = 10;

    private final Patient client;
    private final URI adapter;
    private final URI simulator;
    private final Tables tables;
    /** What was acknowledged: whether it is to live. */
    private final Map<String, Boolean> vms = new ConcurrentHashMap<>();
    private final AtomicInteger kept = new AtomicInteger();

    /** @param simulator asked directly, past all faults */
    public Vms(Patient client, URI adapter, URI simulator, Tables tables) {
        this.client = client;
        this.adapter = adapter;
        this.simulator = simulator;
        this.tables = tables;
    }

    /** The renter's key, once. */
    public void introduce() throws InterruptedException, Patient.Unanswered {
        client.until(Patient.post(adapter.resolve("/credentials"), "{\"name\":\"chaos\",\"node_id\":\"" + NodeSpec.LOCAL_NODE
                + "\",\"key\":\"" + NodeSpec.LOCAL_RENTER_KEY + "\"}"), 201);
    }

    @Override
    public String name() {
        return "VMs";
    }

    @Override
    public int clients() {
        return 1;
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(500);
    }

    @Override
    public int acknowledged() {
        return vms.size();
    }

    @Override
    public void item() throws Exception {
        var request = Patient.post(adapter.resolve("/vms"), VM).header("Idempotency-Key", UUID.randomUUID().toString());
        var id = client.until(request, 202).json().path("id").asText();
        if (vms.put(id, true) != null) {
            throw new Patient.Unanswered("Two requests were given the same VM " + id);
        }
        var state = "";
        while (!state.equals("running")) {
            client.requirePatience("VM " + id + " is " + state);
            TimeUnit.MILLISECONDS.sleep(500);
            state = client.until(Patient.get(adapter.resolve("/vms/" + id)), 200).json().path("state").asText();
            if (state.equals("failed")) {
                throw new Patient.Unanswered("VM " + id + " failed");
            }
        }
        if (kept.incrementAndGet() > KEPT || kept.get() % 3 != 0) {
            client.until(HttpRequest.newBuilder(adapter.resolve("/vms/" + id)).DELETE(), 202);
            vms.put(id, false);
        }
    }

    @Override
    public List<String> breaches() throws Exception {
        var breaches = new ArrayList<String>();
        var states = tables.map("SELECT id, state || ' ' || coalesce(task_id, '') FROM dbc_adapter.vm");
        var tasks = new HashSet<String>();
        vms.forEach((id, lives) -> {
            var state = states.getOrDefault(id, "absent").split(" ", -1);
            if (!state[0].equals(lives ? "RUNNING" : "DELETED")) {
                breaches.add("VM " + id + " is " + state[0] + (lives ? "" : ", though its deletion was acknowledged"));
            } else if (lives && !tasks.add(state[1])) {
                breaches.add("VM " + id + " is the task of another one: " + state[1]);
            }
        });
        states.keySet().stream().filter(id -> !vms.containsKey(id)).forEach(id -> breaches.add("VM " + id + " was made for nobody"));
        var standing = standing();
        standing.stream().filter(task -> !tasks.contains(task)).forEach(task -> breaches.add("an orphan VM on the node: " + task));
        tasks.stream().filter(task -> !standing.contains(task)).forEach(task -> breaches.add("task " + task + " is not on the node"));
        return breaches;
    }

    private Set<String> standing() throws Exception {
        var found = new HashSet<String>();
        var nodes = client.until(Patient.get(simulator.resolve("/__sim/nodes")), 200).json();
        nodes.at("/nodes/" + NodeSpec.LOCAL_NODE + "/tasks").fieldNames().forEachRemaining(found::add);
        return found;
    }
}
