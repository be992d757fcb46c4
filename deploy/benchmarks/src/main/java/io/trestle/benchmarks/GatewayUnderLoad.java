package io.trestle.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.trestle.engines.process.Ports;

/** compute-gateway with its checks and metrics on, and one event loop; wallets are kept in memory, where requests are decided anyway. */
record GatewayUnderLoad(ServiceProcess process, String cookie) implements AutoCloseable {

    private static final String WALLET = "0x0d2897e7e3ad18df4a0571a7bacb3ffe417d3b06";

    static GatewayUnderLoad start(Path root, Path directory) throws Exception {
        var port = Ports.free();
        var command = new ArrayList<>(ProxiesUnderLoad.onProcessor(0));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms512m", "-Xmx512m",
                "-XX:+UseParallelGC", "-XX:+AlwaysPreTouch", "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.port=" + Ports.free(), "-Dquarkus.grpc.server.port=" + Ports.free(),
                "-Dtrestle.gateway.event-loops=1", "-jar",
                root.resolve("compute-gateway-service/target/quarkus-app/quarkus-run.jar").toString(), "--test"));
        var process = ServiceProcess.start(command, directory, port);
        greet(port, "type=1&input=" + WALLET, null);
        return new GatewayUnderLoad(process, greet(port, "type=2&input=cheat&addr=" + WALLET, null));
    }

    /** From now on requests go to this port. */
    void lead(int service) throws Exception {
        greet(process.port(), "type=3&input=http://127.0.0.1:" + service, cookie);
    }

    private static String greet(int port, String query, @org.jspecify.annotations.Nullable String cookie) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/greet?" + query));
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(query + ": " + answer.body());
        }
        return answer.headers().firstValue("set-cookie").map(value -> value.split(";")[0]).orElse("");
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
