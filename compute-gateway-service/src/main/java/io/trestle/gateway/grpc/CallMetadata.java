package io.trestle.gateway.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/** What of a call is beside its message: credentials in the metadata both ways, and whose address it comes from. */
final class CallMetadata {

    static final Metadata.Key<String> SET_COOKIE = key("set-cookie");
    private static final Metadata.Key<String> COOKIE = key("cookie");
    private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    private static final Context.Key<Caller> CALLER = Context.key("caller");

    /**
     * @param address of the client
     * @param answer metadata to send with the answer
     */
    record Caller(String address, Metadata metadata, Metadata answer) {

        /** The headers that may carry a session. */
        Iterable<String> cookies() {
            var all = metadata.getAll(COOKIE);
            return all == null ? java.util.List.of() : all;
        }

        Iterable<String> authorizations() {
            var all = metadata.getAll(AUTHORIZATION);
            return all == null ? java.util.List.of() : all;
        }

        /** Metadata carries credentials. */
        @Override
        public String toString() {
            return "Caller[" + address + "]";
        }
    }

    private CallMetadata() {
    }

    static Caller current() {
        return CALLER.get();
    }

    /** A {@link io.grpc.ServerInterceptor}. */
    static <Q, A> ServerCall.Listener<Q> intercept(ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
        var answer = new Metadata();
        var remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        var address = remote instanceof java.net.InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : String.valueOf(remote);
        var with = new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata headers) {
                headers.merge(answer);
                super.sendHeaders(headers);
            }
        };
        return Contexts.interceptCall(Context.current().withValue(CALLER, new Caller(address, metadata, answer)), with, metadata, next);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
