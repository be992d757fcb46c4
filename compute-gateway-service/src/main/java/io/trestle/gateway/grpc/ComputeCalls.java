package io.trestle.gateway.grpc;

import java.util.function.BiFunction;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.smallrye.mutiny.Uni;
import io.trestle.compute.ComputeServiceGrpc;

/** The service's methods. A failure that is not a status of its own is a bug, and told as none of the client's business. */
@ApplicationScoped
class ComputeCalls {

    private static final Logger LOG = Logger.getLogger(ComputeCalls.class);

    private final GrpcGreetings greetings;
    private final Processing processing;

    ComputeCalls(GrpcGreetings greetings, Processing processing) {
        this.greetings = greetings;
        this.processing = processing;
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(ComputeServiceGrpc.getServiceDescriptor())
                .addMethod(ComputeServiceGrpc.getGreetMethod(), unary(greetings::greet))
                .addMethod(ComputeServiceGrpc.getProcessMethod(), unary(processing::process))
                .build();
    }

    private static <Q, A> io.grpc.ServerCallHandler<Q, A> unary(BiFunction<CallMetadata.Caller, Q, Uni<A>> method) {
        return ServerCalls.asyncUnaryCall((request, observer) -> {
            var caller = CallMetadata.current();
            answer(Uni.createFrom().deferred(() -> method.apply(caller, request)), observer);
        });
    }

    private static <A> void answer(Uni<A> answer, StreamObserver<A> observer) {
        var call = (ServerCallStreamObserver<A>) observer;
        var work = answer.subscribe().with(item -> {
            call.onNext(item);
            call.onCompleted();
        }, failure -> call.onError(status(failure)));
        call.setOnCancelHandler(work::cancel);
    }

    private static StatusRuntimeException status(Throwable failure) {
        if (failure instanceof StatusRuntimeException known) {
            return known;
        }
        LOG.error("A call failed", failure);
        return Status.UNAVAILABLE.withDescription("try again later").asRuntimeException();
    }
}
