package io.trestle.cloudflare.cloudflareapi;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;

import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal.Kind;
import io.trestle.cloudflare.cloudflareapi.CloudflareRestClient.Call;
import io.trestle.cloudflare.cloudflareapi.limit.CallBudget;
import io.trestle.cloudflare.cloudflareapi.limit.CallPriority;
import io.trestle.cloudflare.cloudflareapi.limit.Circuit;
import io.trestle.cloudflare.cloudflareapi.limit.RateSignal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;

/**
 * Tunnels and DNS records of one account and zone. Each method is one call unless it says otherwise, ends with a {@link CloudflareFailure}
 * where it brings no value, and never changes anything twice on its own: only calls that may be repeated are, once, when a connection breaks.
 */
public final class CloudflareClient {

    private static final int PAGE = 100;

    private final CloudflareRestClient rest;
    private final CloudflareConfig config;
    private final CallBudget budget;
    private final Circuit circuit;
    private final CallPriority priority;
    private final Clock clock;
    private final MeterRegistry meters;

    CloudflareClient(CloudflareRestClient rest, CloudflareConfig config, CallBudget budget, Circuit circuit, CallPriority priority,
            Clock clock, MeterRegistry meters) {
        this.rest = rest;
        this.config = config;
        this.budget = budget;
        this.circuit = circuit;
        this.priority = priority;
        this.clock = clock;
        this.meters = meters;
    }

    /** The same client, for calls that nobody waits for. */
    public CloudflareClient forSweeps() {
        return new CloudflareClient(rest, config, budget, circuit, CallPriority.SWEEP, clock, meters);
    }

    /** Refused with {@link Kind#NAME_EXISTS} where a live tunnel has the name. */
    public Uni<CloudflareTunnel> createTunnel(String name, byte[] secret) {
        return account("create-tunnel", POST, "/cfd_tunnel", Map.of(),
                Map.of("name", name, "config_src", "local", "tunnel_secret", base64(secret)))
                .map(answer -> answer.result(CloudflareTunnel.class, clock));
    }

    /** The live tunnel of exactly this name, or null. A tunnel that was just created may be missing for a moment. */
    public Uni<@Nullable CloudflareTunnel> findTunnel(String name) {
        return account("find-tunnel", GET, "/cfd_tunnel", Map.of("name", name, "is_deleted", "false"), null)
                .map(answer -> list(answer, CloudflareTunnel.class).stream()
                        .filter(tunnel -> !tunnel.isDeleted() && tunnel.name().equals(name)).findFirst().orElse(null));
    }

    /** Also answers for a tunnel that was deleted. */
    public Uni<CloudflareTunnel> tunnel(String tunnelId) {
        return account("get-tunnel", GET, tunnelPath(tunnelId), Map.of(), null).map(answer -> answer.result(CloudflareTunnel.class, clock));
    }

    public Uni<TunnelToken> token(String tunnelId) {
        return account("get-token", GET, tunnelPath(tunnelId) + "/token", Map.of(), null)
                .map(answer -> TunnelToken.decode(answer.result(clock).asText()))
                .onItem().ifNull().failWith(() -> new CloudflareUnavailable("Cloudflare's answer is no tunnel token", null));
    }

    /** Renames a tunnel and gives it another secret. Connectors that are attached stay attached. */
    public Uni<CloudflareTunnel> changeTunnel(String tunnelId, String name, byte[] secret) {
        return account("change-tunnel", PATCH, tunnelPath(tunnelId), Map.of(), Map.of("name", name, "tunnel_secret", base64(secret)))
                .map(answer -> answer.result(CloudflareTunnel.class, clock));
    }

    /** Detaches all connectors. Those that know the present secret come back. */
    public Uni<Void> dropConnections(String tunnelId) {
        return account("drop-connections", DELETE, tunnelPath(tunnelId) + "/connections", Map.of(), null).map(this::done);
    }

    /** Deletes the tunnel and what hangs on it. */
    public Uni<Void> deleteTunnel(String tunnelId) {
        return account("delete-tunnel", DELETE, tunnelPath(tunnelId), Map.of("cascade", "true"), null).map(this::done);
    }

    public Uni<List<CloudflareConnector>> connectors(String tunnelId) {
        return account("list-connectors", GET, tunnelPath(tunnelId) + "/connections", Map.of(), null)
                .map(answer -> list(answer, CloudflareConnector.class));
    }

    /** One page of all live tunnels, from 1; a page past the last is empty. */
    public Uni<List<CloudflareTunnel>> tunnels(int page) {
        return account("list-tunnels", GET, "/cfd_tunnel", Map.of("is_deleted", "false", "page", "" + page, "per_page", "" + PAGE), null)
                .map(answer -> list(answer, CloudflareTunnel.class));
    }

    /** Refused with {@link Kind#RECORD_EXISTS} where any record that a CNAME excludes stands at the name. */
    public Uni<CloudflareRecord> createRecord(String hostname, String tunnelId, String comment) {
        return zone("create-record", POST, "/dns_records", Map.of(), cname(hostname, tunnelId, comment))
                .map(answer -> answer.result(CloudflareRecord.class, clock));
    }

    /** The A, AAAA or CNAME record at this name, or null. */
    public Uni<@Nullable CloudflareRecord> findRecord(String hostname) {
        return zone("find-record", GET, "/dns_records", Map.of("name.exact", hostname), null)
                .map(answer -> list(answer, CloudflareRecord.class).stream()
                        .filter(found -> found.name().equalsIgnoreCase(hostname) && found.type().matches("(?i)A|AAAA|CNAME"))
                        .findFirst().orElse(null));
    }

    public Uni<CloudflareRecord> record(String recordId) {
        return zone("get-record", GET, "/dns_records/" + recordId, Map.of(), null)
                .map(answer -> answer.result(CloudflareRecord.class, clock));
    }

    public Uni<CloudflareRecord> changeRecord(String recordId, String hostname, String tunnelId, String comment) {
        return zone("change-record", PATCH, "/dns_records/" + recordId, Map.of(), cname(hostname, tunnelId, comment))
                .map(answer -> answer.result(CloudflareRecord.class, clock));
    }

    /** Changes nothing but the comment. */
    public Uni<Void> commentRecord(String recordId, String comment) {
        return zone("comment-record", PATCH, "/dns_records/" + recordId, Map.of(), Map.of("comment", comment)).map(this::done);
    }

    public Uni<Void> deleteRecord(String recordId) {
        return zone("delete-record", DELETE, "/dns_records/" + recordId, Map.of(), null).map(this::done);
    }

    /** One page of the records whose comment starts so, from 1; a page past the last is empty. */
    public Uni<List<CloudflareRecord>> records(String commentPrefix, int page) {
        return zone("list-records", GET, "/dns_records",
                Map.of("comment.startswith", commentPrefix, "page", "" + page, "per_page", "" + PAGE), null)
                .map(answer -> list(answer, CloudflareRecord.class));
    }

    /** For {@link Uni#onFailure(java.util.function.Predicate)}. */
    public static boolean isRefusal(Throwable failure, Kind kind) {
        return failure instanceof CloudflareRefusal refusal && refusal.kind() == kind;
    }

    private Uni<CloudflareAnswer> account(String operation, HttpMethod method, String path, Map<String, String> query,
            @Nullable Object body) {
        return send(operation, new Call(method, "/accounts/" + config.accountId() + path, query, config.apiToken(), body));
    }

    private Uni<CloudflareAnswer> zone(String operation, HttpMethod method, String path, Map<String, String> query, @Nullable Object body) {
        return send(operation, new Call(method, "/zones/" + config.zoneId() + path, query, config.dnsApiToken(), body));
    }

    private Uni<CloudflareAnswer> send(String operation, Call call) {
        // A replica that leaves Cloudflare alone takes nothing from the budget; whether it does may change while a sweep waits for its turn.
        var once = Uni.createFrom().deferred(() -> {
            circuit.expectAnswer();
            return budget.take(priority);
        }).chain(() -> {
            circuit.enter();
            return timed(operation, call);
        });
        return onCallersContext(call.method().equals(POST) ? once : onceMore(once));
    }

    private static Uni<CloudflareAnswer> onceMore(Uni<CloudflareAnswer> call) {
        return call.onFailure(CloudflareClient::isConnectionLost).retry().withBackOff(Duration.ofMillis(50)).withJitter(0.5).atMost(1)
                .onFailure(IllegalStateException.class).transform(exhausted -> exhausted.getCause());
    }

    /** Timers fire on threads of their own; the caller goes on to use a database session, which belongs to its context. */
    private static <T> Uni<T> onCallersContext(Uni<T> call) {
        var context = Vertx.currentContext();
        return context == null ? call : call.emitOn(task -> context.runOnContext(nothing -> task.run()));
    }

    private Uni<CloudflareAnswer> timed(String operation, Call call) {
        var start = Timer.start(meters);
        return rest.send(call)
                .invoke(answer -> learn(RateSignal.of(answer.status(), answer.headers(), clock)))
                .onItemOrFailure().invoke((answer, failure) -> count(answer))
                .onItemOrFailure().invoke((answer, failure) -> start.stop(Timer.builder("trestle.cloudflare.calls")
                        .description("Calls to Cloudflare").tag("operation", operation)
                        .tag("status", answer == null ? "none" : "" + answer.status()).register(meters)));
    }

    private void count(@Nullable CloudflareAnswer answer) {
        if (answer == null || answer.status() >= 500) {
            circuit.undecided();
        } else {
            circuit.answered();
        }
    }

    private void learn(RateSignal signal) {
        if (signal.saysSomething()) {
            budget.learn(signal);
        }
    }

    private static boolean isConnectionLost(Throwable failure) {
        return failure instanceof CloudflareUnavailable unavailable && unavailable.isConnectionLost();
    }

    private <T> List<T> list(CloudflareAnswer answer, Class<T> type) {
        var result = answer.result(clock);
        if (!result.isArray()) {
            throw new CloudflareUnavailable("Cloudflare's answer is not a list", null);
        }
        var items = new java.util.ArrayList<T>(result.size());
        result.forEach(node -> items.add(CloudflareAnswer.convert(node, type)));
        return items;
    }

    private @Nullable Void done(CloudflareAnswer answer) {
        answer.result(clock);
        return null;
    }

    private static Map<String, Object> cname(String hostname, String tunnelId, String comment) {
        // ttl 1 is "automatic", the only value that a proxied record may have.
        return Map.of("type", "CNAME", "name", hostname, "content", CloudflareRecord.target(tunnelId), "proxied", true, "ttl", 1,
                "comment", comment);
    }

    private static String tunnelPath(String tunnelId) {
        return "/cfd_tunnel/" + tunnelId;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
