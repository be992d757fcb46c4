package io.trestle.simulators.cloudflare.api;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.Persistence;
import io.trestle.simulators.SimulatedApi;
import io.trestle.simulators.SimulatedRequest;
import io.vertx.core.Future;

/** The Cloudflare API v4, from a request to its answer. */
public final class CloudflareApi implements SimulatedApi {

    /** Where the API begins; operations are written without it. */
    public static final String BASE_PATH = "/client/v4";

    private static final Pattern SECRET = Pattern.compile("(\"tunnel_secret\"\\s*:\\s*\")[^\"]*");
    private static final int JOURNAL_BODY = 2_000;

    private final Credentials credentials;
    private final Admission admission;
    private final CloudflareContract contract;
    private final Persistence persistence;

    /**
     * @param strict whether a request that breaks the contract is refused
     * @param persistence hears of every request that may have changed something
     */
    public CloudflareApi(CloudflareAccount account, CloudflareLimits limits, boolean strict, List<Operation> operations,
            Persistence persistence, Clock clock) {
        this.credentials = new Credentials(account.tunnelToken(), account.dnsToken());
        this.admission = new Admission(credentials, new Routes(operations, account.accountId(), account.zoneId()), strict,
                () -> new RequestBudget(limits.requests(), limits.window(), clock));
        this.contract = CloudflareContract.get();
        this.persistence = persistence;
    }

    @Override
    public List<String> violations(SimulatedRequest request) {
        return contract.violationsOfRequest(request.method(), pathOf(request), request.parameters(), request.headers().get("content-type"),
                request.body().toString());
    }

    @Override
    public HttpAnswer answer(SimulatedRequest request) {
        try {
            return admission.admit(request, pathOf(request));
        } catch (ApiFailure failure) {
            return Envelope.failure(failure.status(), failure.errors());
        } finally {
            if (!"GET".equals(request.method())) {
                persistence.changed();
            }
        }
    }

    @Override
    public HttpAnswer tooManyRequests(Duration retryAfter) {
        return Throttled.answer(retryAfter);
    }

    /** The real API marks every answer with the id of the request and the data centre that served it. */
    @Override
    public HttpAnswer decorate(HttpAnswer answer) {
        return answer.withHeader("cf-ray", HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + "-SIM");
    }

    @Override
    public Future<Void> settled() {
        return persistence.settled();
    }

    @Override
    public String callerOf(SimulatedRequest request) {
        return credentials.roleOf(request.headers());
    }

    @Override
    public String bodyForJournal(SimulatedRequest request) {
        var masked = SECRET.matcher(request.body().toString()).replaceAll("$1***");
        return masked.length() <= JOURNAL_BODY ? masked : masked.substring(0, JOURNAL_BODY) + "…";
    }

    private static String pathOf(SimulatedRequest request) {
        return request.path().substring(BASE_PATH.length());
    }
}
