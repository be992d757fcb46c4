package io.trestle.gateway.greet;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.gateway.GatewayConfig;
import io.trestle.gateway.deployment.DeploymentOutcome;
import io.trestle.gateway.deployment.Deployments;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.session.SessionConfig;
import io.trestle.gateway.session.SessionTokens;
import io.trestle.gateway.signature.WalletAddress;
import io.trestle.gateway.wallet.WalletStore;
import io.trestle.gateway.wallet.Wallets;
import io.vertx.core.json.JsonObject;

/** Answers the handshake. The texts are those of the published description. */
@ApplicationScoped
public class Greetings {

    private static final Logger LOG = Logger.getLogger(Greetings.class);

    private final SigningIn signingIn;
    private final Nonces nonces;
    private final WalletStore store;
    private final Wallets wallets;
    private final Deployments deployments;
    private final GatewayConfig config;
    private final SessionConfig sessions;

    Greetings(SigningIn signingIn, Nonces nonces, WalletStore store, Wallets wallets, Deployments deployments, GatewayConfig config,
            SessionConfig sessions) {
        this.signingIn = signingIn;
        this.nonces = nonces;
        this.store = store;
        this.wallets = wallets;
        this.deployments = deployments;
        this.config = config;
        this.sessions = sessions;
    }

    /** Whether a request is part of the handshake; everything else belongs to the services. {@code /greet/} is somebody's path, too. */
    public static boolean covers(String method, String path) {
        return switch (path) {
            case "/greet", "/greet/nonce", "/greet/status" -> method.equals("GET");
            case "/greet/siwe" -> method.equals("POST");
            case "/greet/logout", "/greet/revoke-all", "/greet/undeploy" -> method.equals("GET") || method.equals("POST");
            default -> false;
        };
    }

    /** Whether it changes something for whoever's cookie comes along, so that another site must not be able to trigger it. */
    public static boolean actsOnSession(GreetRequest request) {
        return switch (request.path()) {
            case "/greet" -> request.parameter("type").equals("3");
            case "/greet/logout", "/greet/revoke-all", "/greet/undeploy" -> true;
            default -> false;
        };
    }

    public Uni<GreetAnswer> answer(GreetRequest request) {
        return switch (request.path()) {
            case "/greet/nonce" -> Uni.createFrom().item(GreetAnswer.of(200, "nonce", nonces.next()));
            case "/greet/siwe" -> siwe(request);
            case "/greet/logout" -> logout(request);
            case "/greet/revoke-all" -> withSession(request, this::revokeAll);
            case "/greet/status" -> withSession(request, session -> deployments.status(session.wallet())
                    .map(status -> new GreetAnswer(200, status, List.of())));
            case "/greet/undeploy" -> withSession(request, this::undeploy);
            default -> switch (request.parameter("type")) {
                case "0" -> checkLease(request.parameter("input"));
                case "1" -> authorize(request.parameter("input"));
                case "2" -> signIn(request);
                case "3" -> deploy(request);
                default -> Uni.createFrom().item(GreetAnswer.error(400, "unsupported msg type"));
            };
        };
    }

    private Uni<GreetAnswer> checkLease(String input) {
        var acceptable = GreetAnswer.ok("[ACK] the lease is acceptable");
        if (config.lease() == GatewayConfig.LeasePolicy.OPEN) {
            return Uni.createFrom().item(acceptable);
        }
        var wallet = WalletAddress.parse(input);
        return (wallet == null ? Uni.createFrom().item(false) : store.hasLease(wallet))
                .map(held -> held ? acceptable : GreetAnswer.refused("[Fail] the lease is not acceptable"));
    }

    private Uni<GreetAnswer> authorize(String input) {
        var wallet = WalletAddress.parse(input);
        if (wallet == null) {
            return Uni.createFrom().item(GreetAnswer.refused(input.isEmpty()
                    ? "[Fail] no user address is provided"
                    : "[Fail] the user address is not valid"));
        }
        var failed = GreetAnswer.failed("[Fail] failed to authorized");
        return store.authorize(wallet, false)
                .invoke(() -> wallets.forget(wallet.text()))
                .map(done -> done ? GreetAnswer.ok("[ACK] " + input + " authorized ok") : failed)
                .onFailure().invoke(failure -> LOG.errorf(failure, "%s could not be authorized", wallet))
                .onFailure().recoverWithItem(failed);
    }

    private Uni<GreetAnswer> signIn(GreetRequest request) {
        return signingIn.byTimestamp(request.parameter("input"), request.parameter("addr"), request.parameter("sig"))
                .map(session -> signedIn(request, session));
    }

    private Uni<GreetAnswer> siwe(GreetRequest request) {
        try {
            var body = new JsonObject(request.body());
            return signingIn.byMessage(body.getString("message", ""), body.getString("signature", ""))
                    .map(session -> signedIn(request, session));
        } catch (RuntimeException notTheJson) {
            return Uni.createFrom().item(GreetAnswer.error(400, "the body must be {\"message\": …, \"signature\": …}"));
        }
    }

    private GreetAnswer signedIn(GreetRequest request, @Nullable Session session) {
        if (session == null) {
            return GreetAnswer.refused("[Fail] Failed to verify your account");
        }
        wallets.forget(session.wallet().text());
        return GreetAnswer.ok("[ACK] already authorized")
                .withCookie(cookie(request.tokens().token(session), session.expiresAt(), sessions.lifetime()));
    }

    private Uni<GreetAnswer> deploy(GreetRequest request) {
        var session = request.session();
        if (session == null) {
            return Uni.createFrom().item(GreetAnswer.refused("[Fail] user is not authorized"));
        }
        var input = request.parameter("input");
        return input.isEmpty()
                ? Uni.createFrom().item(GreetAnswer.refused("[Fail] empty deployment"))
                : deployments.deploy(session.wallet(), input)
                        .invoke(() -> wallets.forget(session.wallet().text()))
                        .map(Greetings::deployed);
    }

    private static GreetAnswer deployed(DeploymentOutcome outcome) {
        if (outcome instanceof DeploymentOutcome.Failed failed) {
            var answer = GreetAnswer.failed("[Fail] Failed to deploy");
            answer.body().put("reason", failed.reason().name().toLowerCase(Locale.ROOT).replace('_', '-')).put("detail", failed.detail());
            return answer;
        }
        return outcome instanceof DeploymentOutcome.Ready
                ? GreetAnswer.ok("[ACK] deployed ok")
                : GreetAnswer.of(202, "msg", "[ACK] still deploying, see /greet/status");
    }

    private Uni<GreetAnswer> undeploy(Session session) {
        return deployments.undeploy(session.wallet())
                .invoke(() -> wallets.forget(session.wallet().text()))
                .map(had -> had ? GreetAnswer.ok("[ACK] undeployed ok") : GreetAnswer.refused("[Fail] have not deployed before"));
    }

    private Uni<GreetAnswer> logout(GreetRequest request) {
        return Multi.createFrom().iterable(request.sessions())
                .onItem().transformToUniAndConcatenate(session -> store.end(session).invoke(() -> wallets.forget(session.wallet().text())))
                .collect().last()
                .map(done -> {
                    var answer = GreetAnswer.ok("[ACK] logged out");
                    var cookies = request.sessions().stream()
                            .map(session -> cookie(SessionTokens.PREFIX + session.wallet() + "=", 0, Duration.ZERO)).toList();
                    return new GreetAnswer(answer.status(), answer.body(), cookies);
                });
    }

    private Uni<GreetAnswer> revokeAll(Session session) {
        return store.endAll(session.wallet())
                .invoke(() -> wallets.forget(session.wallet().text()))
                .map(done -> GreetAnswer.ok("[ACK] all sessions revoked")
                        .withCookie(cookie(SessionTokens.PREFIX + session.wallet() + "=", 0, Duration.ZERO)));
    }

    private static Uni<GreetAnswer> withSession(GreetRequest request, java.util.function.Function<Session, Uni<GreetAnswer>> work) {
        var session = request.session();
        return session == null ? Uni.createFrom().item(GreetAnswer.refused("[Fail] user is not authorized")) : work.apply(session);
    }

    /** For every path, out of reach of scripts, and not sent along with what other sites make a browser post. */
    private String cookie(String token, long expiresAt, Duration lifetime) {
        var expires = DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.ofEpochSecond(expiresAt).atOffset(ZoneOffset.UTC));
        return token + "; Path=/; Max-Age=" + lifetime.toSeconds() + "; Expires=" + expires + "; HttpOnly; SameSite=Lax"
                + (sessions.secureCookie() ? "; Secure" : "");
    }
}
