package io.trestle.gateway.grpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.grpc.Status;
import io.smallrye.mutiny.Uni;
import io.trestle.compute.GreetFromClient;
import io.trestle.compute.GreetFromServer;
import io.trestle.gateway.edge.RateLimit;
import io.trestle.gateway.greet.GreetAnswer;
import io.trestle.gateway.greet.GreetRequest;
import io.trestle.gateway.greet.Greetings;
import io.trestle.gateway.session.Session;

/** The handshake as calls: the same steps, in the words of the published gRPC interface. */
@ApplicationScoped
class GrpcGreetings {

    private static final Map<String, String> WORDS = Map.of("[ACK] the lease is acceptable", "[ACK] the contract is acceptable",
            "[Fail] the lease is not acceptable", "[Fail] the contract is not acceptable");

    private final Greetings greetings;
    private final CallSessions sessions;
    private final RateLimit rateLimit;

    GrpcGreetings(Greetings greetings, CallSessions sessions, RateLimit rateLimit) {
        this.greetings = greetings;
        this.sessions = sessions;
        this.rateLimit = rateLimit;
    }

    Uni<GreetFromServer> greet(CallMetadata.Caller caller, GreetFromClient greeting) {
        if (!rateLimit.admits(caller.address())) {
            throw Status.RESOURCE_EXHAUSTED.withDescription("too many handshakes; try again in a minute").asRuntimeException();
        }
        return switch (greeting.getMsgType()) {
            case 0, 1, 2 -> handshake(caller, greeting, List.of());
            case 3 -> deploy(caller, greeting);
            default -> result("[Fail] Unsupported message type: " + greeting.getMsgType());
        };
    }

    private Uni<GreetFromServer> deploy(CallMetadata.Caller caller, GreetFromClient greeting) {
        var address = option(greeting, "address", "addr");
        if (greeting.getInput().isEmpty()) {
            return result("[Fail] empty deployment");
        }
        return sessions.admit(caller, option(greeting, "api_key", "cookie"), address).chain(admission -> {
            var session = admission.session();
            if (session != null) {
                return handshake(caller, greeting, List.of(session));
            }
            return result(address.isEmpty() ? "[Fail] user's address is required" : "[Fail] user is not authorized");
        });
    }

    private Uni<GreetFromServer> handshake(CallMetadata.Caller caller, GreetFromClient greeting, List<Session> session) {
        var parameters = new HashMap<String, String>();
        parameters.put("type", "" + greeting.getMsgType());
        parameters.put("input", greeting.getInput());
        parameters.put("addr", option(greeting, "address", "addr"));
        parameters.put("sig", option(greeting, "sig", "signature"));
        return greetings.answer(new GreetRequest("GET", "/greet", parameters, "", session, sessions.tokens()))
                .map(answer -> told(caller, greeting, answer));
    }

    private static GreetFromServer told(CallMetadata.Caller caller, GreetFromClient greeting, GreetAnswer answer) {
        answer.cookies().forEach(cookie -> caller.answer().put(CallMetadata.SET_COOKIE, cookie));
        var message = answer.body().getString("msg", "");
        var authorized = greeting.getMsgType() == 1 && answer.status() == 200;
        return message(authorized ? "[ACK] authorized ok" : WORDS.getOrDefault(message, message));
    }

    private static String option(GreetFromClient greeting, String name, String alternative) {
        return greeting.getOptsOrDefault(name, greeting.getOptsOrDefault(alternative, ""));
    }

    private static Uni<GreetFromServer> result(String text) {
        return Uni.createFrom().item(message(text));
    }

    private static GreetFromServer message(String text) {
        return GreetFromServer.newBuilder().setResult(text).build();
    }
}
