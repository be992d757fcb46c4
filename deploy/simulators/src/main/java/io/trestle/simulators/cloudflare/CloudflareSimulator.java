package io.trestle.simulators.cloudflare;

import java.util.List;
import java.util.stream.Stream;

import io.trestle.simulators.ControlSurface;
import io.trestle.simulators.FaultGate;
import io.trestle.simulators.FaultScript;
import io.trestle.simulators.Journal;
import io.trestle.simulators.Persistence;
import io.trestle.simulators.SimulatedClock;
import io.trestle.simulators.SimulatorServer;
import io.trestle.simulators.StateFile;
import io.trestle.simulators.cloudflare.api.AccountOperations;
import io.trestle.simulators.cloudflare.api.CloudflareApi;
import io.trestle.simulators.cloudflare.api.Operation;
import io.trestle.simulators.cloudflare.dns.DnsOperations;
import io.trestle.simulators.cloudflare.dns.DnsZone;
import io.trestle.simulators.cloudflare.dns.RouteOperations;
import io.trestle.simulators.cloudflare.tunnel.TunnelOperations;
import io.trestle.simulators.cloudflare.tunnel.Tunnels;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;

/** A running simulator. Several fit into one JVM; each has its own port, state, journal, faults and clock. */
public final class CloudflareSimulator implements AutoCloseable {

    private static final int JOURNAL = 5_000;

    private final SimulatorServer server;
    private final Journal journal = new Journal(JOURNAL);
    private final FaultScript faults = new FaultScript();
    private final SimulatedClock clock;
    private final CloudflareState state;

    private CloudflareSimulator(CloudflareSimulatorConfig config, SimulatorServer server) {
        this.server = server;
        this.clock = new SimulatedClock(config.clock());
        var tunnels = new Tunnels(clock, config.limits().tunnels());
        var zone = new DnsZone(config.account().zoneName(), clock, config.limits(), config.nestedValidationErrors());
        this.state = new CloudflareState(tunnels, zone);
        var persistence = persistence(config);
        state.reportTo(persistence);
        var operations = operations(config, tunnels, zone);
        var api = new CloudflareApi(config.account(), config.limits(), config.strict(), operations, persistence, clock);
        server.listen(config.port(), routes(api, new StateSurface(state, persistence)));
    }

    /**
     * Returns when the simulator answers.
     *
     * @throws IllegalStateException when the port is in use
     * @throws io.vertx.core.json.DecodeException when the state file holds something else
     */
    public static CloudflareSimulator start(CloudflareSimulatorConfig config) {
        var server = new SimulatorServer();
        try {
            return new CloudflareSimulator(config, server);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** {@code http://127.0.0.1:port/client/v4} */
    public String baseUrl() {
        return origin() + CloudflareApi.BASE_PATH;
    }

    /** {@code http://127.0.0.1:port}; the control surface is below it at {@code /__sim}. */
    public String origin() {
        return server.origin();
    }

    public CloudflareState state() {
        return state;
    }

    public Journal journal() {
        return journal;
    }

    public FaultScript faults() {
        return faults;
    }

    /** Moves the simulator's time ahead: lags and blocks pass. */
    public SimulatedClock clock() {
        return clock;
    }

    @Override
    public void close() {
        server.close();
    }

    private Persistence persistence(CloudflareSimulatorConfig config) {
        var file = config.stateFile();
        if (file == null) {
            return Persistence.NONE;
        }
        StateFile.read(file).ifPresent(json -> state.restore(Json.decodeValue(json, CloudflareState.Snapshot.class)));
        return new StateFile(server.vertx(), file, () -> Json.encodeToBuffer(state.snapshot()));
    }

    private List<Operation> operations(CloudflareSimulatorConfig config, Tunnels tunnels, DnsZone zone) {
        var account = config.account();
        return Stream.of(new AccountOperations(account).operations(),
                new TunnelOperations(tunnels, account.accountId(), clock, config.credentialsOnCreate()).operations(),
                new DnsOperations(zone).operations(),
                new RouteOperations(zone, tunnel -> tunnels.live().stream().anyMatch(live -> live.id().equals(tunnel))).operations())
                .flatMap(List::stream).toList();
    }

    private Router routes(CloudflareApi api, StateSurface stateSurface) {
        var router = Router.router(server.vertx());
        new ControlSurface(journal, faults, clock).mount(router);
        stateSurface.mount(router);
        router.route(CloudflareApi.BASE_PATH + "/*").handler(BodyHandler.create(false))
                .handler(new FaultGate(server.vertx(), api, faults, journal, clock));
        return router;
    }
}
