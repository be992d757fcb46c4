package io.trestle.runtime.outbound;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;

/** Calls user-supplied addresses: through the guard, to the address that it checked, with bounds on time and size. */
@ApplicationScoped
public class GuardedHttpClient {

    /** Connections to one address at once; a slow receiver holds up its own calls only. */
    private static final int CONNECTIONS = 16;

    private final OutboundGuard guard;
    private final HttpClient client;

    @Inject
    GuardedHttpClient(OutboundGuard guard, OutboundConfig config, Vertx vertx) {
        this.guard = guard;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(CONNECTIONS));
    }

    /**
     * @return the answer, whatever its status; fails with {@link ProblemException} {@code ADDRESS_REFUSED} for an address or a hop that is not
     *         allowed, {@code UPSTREAM_FAILED} when there is no whole answer or it is too long, {@code UPSTREAM_TIMEOUT} when it takes too long
     */
    public Uni<OutboundResponse> send(OutboundRequest request, OutboundPolicy policy) {
        var answer = hop(request, null, policy, policy.redirects())
                .ifNoItem().after(policy.timeout()).fail()
                .onFailure(failure -> !(failure instanceof ProblemException)).transform(failure -> problem(failure, policy));
        return CallerContext.returnTo(answer);
    }

    private Uni<OutboundResponse> hop(OutboundRequest request, @Nullable OutboundTarget previous, OutboundPolicy policy, int hopsLeft) {
        return guard.check(request.url(), policy).flatMap(target -> {
            var sent = previous == null || previous.origin().equals(target.origin()) ? request : Redirect.withoutCredentials(request);
            return attempt(sent, target, target.addresses(), policy).flatMap(response -> follow(sent, target, response, policy, hopsLeft));
        });
    }

    private Uni<OutboundResponse> follow(OutboundRequest request, OutboundTarget target, OutboundResponse response, OutboundPolicy policy,
            int hopsLeft) {
        var next = policy.redirects() == 0 ? null : Redirect.next(request, target, response);
        if (next == null) {
            return Uni.createFrom().item(response);
        }
        return hopsLeft == 0
                ? Uni.createFrom().failure(new ProblemException(ProblemType.UPSTREAM_FAILED, "It redirects too often"))
                : hop(next, target, policy, hopsLeft - 1);
    }

    /** A host with several addresses is tried at each, as long as nothing was sent. */
    private Uni<OutboundResponse> attempt(OutboundRequest request, OutboundTarget target, List<InetAddress> addresses,
            OutboundPolicy policy) {
        var first = OutboundExchange.send(client, target.pin(new RequestOptions(), addresses.get(0)), request, policy.maxBytes());
        return addresses.size() == 1
                ? first
                : first.onFailure(GuardedHttpClient::isNotConnected)
                        .recoverWithUni(() -> attempt(request, target, addresses.subList(1, addresses.size()), policy));
    }

    private static boolean isNotConnected(Throwable failure) {
        return failure instanceof ConnectException || failure instanceof NoRouteToHostException;
    }

    private static ProblemException problem(Throwable failure, OutboundPolicy policy) {
        return failure instanceof TimeoutException
                ? new ProblemException(ProblemType.UPSTREAM_TIMEOUT,
                        "There was no whole answer within " + policy.timeout().toMillis() + " ms")
                : new ProblemException(ProblemType.UPSTREAM_FAILED, "The call failed before there was a whole answer", failure);
    }
}
