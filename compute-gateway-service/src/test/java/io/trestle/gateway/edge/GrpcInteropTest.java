package io.trestle.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.TestServiceImpl;

/** The cases of gRPC's own interoperability tests, with the proxy between their client and their server. */
class GrpcInteropTest {

    /**
     * What is not about bytes on the wire, or needs the test's own server in the same object: trace contexts of OpenCensus, the addresses of the
     * connection, which are the proxy's, and a look into what that server received.
     */
    private static final Set<String> NOT_OF_A_PROXY = Set.of("censusContextsPropagated", "getServerAddressAndLocalAddressFromClient",
            "sendsTimeoutHeader");
    private static final int CASES = 32;

    private static final ScheduledExecutorService EXECUTOR = java.util.concurrent.Executors.newScheduledThreadPool(2);
    private static Server service;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() throws Exception {
        service = NettyServerBuilder.forPort(0, InsecureServerCredentials.create())
                .maxInboundMessageSize(AbstractInteropTest.MAX_MESSAGE_SIZE)
                .addService(ServerInterceptors.intercept(new TestServiceImpl(EXECUTOR), TestServiceImpl.interceptors())).build().start();
        proxy = new ProxyUnderTest(service.getPort(), true);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        service.shutdownNow();
        EXECUTOR.shutdownNow();
    }

    static Stream<String> cases() {
        return Arrays.stream(AbstractInteropTest.class.getMethods())
                .filter(method -> method.isAnnotationPresent(org.junit.Test.class) && method.getParameterCount() == 0)
                .map(method -> method.getName()).filter(name -> !NOT_OF_A_PROXY.contains(name)).sorted();
    }

    @Test
    void shouldRunThemAll() {
        assertThat(cases()).hasSize(CASES).contains("emptyUnary", "largeUnary", "clientStreaming", "serverStreaming", "pingPong",
                "emptyStream", "customMetadata", "statusCodeAndMessage", "specialStatusMessage", "unimplementedMethod",
                "unimplementedService", "cancelAfterBegin", "cancelAfterFirstResponse", "timeoutOnSleepingServer",
                "serverStreamingShouldBeFlowControlled", "veryLargeRequest");
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void shouldPass(String name) throws Throwable {
        var interop = new ThroughTheProxy();
        interop.setUp();
        try {
            AbstractInteropTest.class.getMethod(name).invoke(interop);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause();
        } finally {
            interop.tearDown();
        }
    }

    private static final class ThroughTheProxy extends AbstractInteropTest {
        @Override
        protected ManagedChannelBuilder<?> createChannelBuilder() {
            return NettyChannelBuilder.forAddress("127.0.0.1", proxy.port()).maxInboundMessageSize(MAX_MESSAGE_SIZE).usePlaintext();
        }

        /** Counting needs OpenCensus, and the server in this object. */
        @Override
        protected boolean metricsExpected() {
            return false;
        }

        @Override
        protected boolean customCensusModulePresent() {
            return true;
        }
    }
}
