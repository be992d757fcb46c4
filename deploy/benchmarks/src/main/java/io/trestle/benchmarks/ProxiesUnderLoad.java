package io.trestle.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import io.trestle.engines.process.Ports;

/** One service, and proxies before it that do the same work: one thread each, connections kept, no logs, on a processor of their own. */
final class ProxiesUnderLoad implements AutoCloseable {

    /** A proxy that could be started; others are named with what is missing. */
    final Map<String, ServiceProcess> proxies = new LinkedHashMap<>();
    final List<String> missing = new ArrayList<>();
    final ServiceProcess service;
    final Path upload;
    private final Path directory;

    ProxiesUnderLoad(Path root, Path directory) throws Exception {
        this.directory = directory;
        var content = Files.createDirectories(directory.resolve("content"));
        upload = Files.write(content.resolve("large"), random(1 << 20));
        Files.write(content.resolve("small"), random(200));
        service = service();
        start("nginx", "nginx-light", this::nginx);
        start("haproxy", "haproxy", this::haproxy);
        start("caddy", "caddy", this::caddy);
        start("go", "golang-go", program -> go(root, program));
    }

    private interface Start {
        List<String> command(String program, Path directory, int port) throws Exception;
    }

    private interface Prepared {
        Start with(String program) throws Exception;
    }

    private void start(String name, String debianPackage, Prepared prepared) throws Exception {
        try {
            var program = ServiceProcess.program(name, debianPackage);
            var port = Ports.free();
            var own = Files.createDirectories(directory.resolve(name));
            var command = new ArrayList<>(onProcessor(0));
            command.addAll(prepared.with(program).command(program, own, port));
            proxies.put(name, ServiceProcess.start(command, own, port));
        } catch (IllegalStateException e) {
            missing.add(name + ": " + e.getMessage());
        }
    }

    /** Uploads are read whole before they are answered, as a service would that uses them. */
    private ServiceProcess service() throws Exception {
        var port = Ports.free();
        var own = Files.createDirectories(directory.resolve("service"));
        var conf = nginxConf(own, "open_file_cache max=10; server { listen 127.0.0.1:" + port + " backlog=1024; root " + directory
                + "/content; client_body_buffer_size 2m; location = /upload { proxy_pass http://127.0.0.1:" + port
                + "/small; proxy_method GET; proxy_pass_request_body off; proxy_set_header Content-Length \"\"; } }");
        var command = new ArrayList<>(onProcessor(1));
        command.addAll(List.of(ServiceProcess.program("nginx", "nginx-light"), "-p", own.toString(), "-c", conf.toString()));
        return ServiceProcess.start(command, own, port);
    }

    private Start nginx(String program) {
        return (path, own, port) -> List.of(path, "-p", own.toString(), "-c",
                nginxConf(own, "upstream u { server 127.0.0.1:" + service.port() + "; keepalive 128; keepalive_requests 100000000; } "
                        + "server { listen 127.0.0.1:" + port + " backlog=1024; location / { proxy_pass http://u; proxy_http_version 1.1; "
                        + "proxy_set_header Connection \"\"; proxy_request_buffering off; } }").toString());
    }

    private Start haproxy(String program) {
        return (path, own, port) -> List.of(path, "-f", Files.writeString(own.resolve("haproxy.cfg"),
                "global\n nbthread 1\n maxconn 4096\ndefaults\n mode http\n timeout client 60s\n timeout server 60s\n timeout connect 5s\n"
                        + " http-reuse always\nfrontend f\n bind 127.0.0.1:" + port
                        + "\n default_backend b\nbackend b\n server s 127.0.0.1:"
                        + service.port() + "\n")
                .toString());
    }

    private Start caddy(String program) {
        return (path, own, port) -> List.of("env", "GOMAXPROCS=1", "HOME=" + own, path, "run", "--adapter", "caddyfile", "--config",
                Files.writeString(own.resolve("Caddyfile"), "{\n admin off\n auto_https off\n}\nhttp://127.0.0.1:" + port
                        + " {\n bind 127.0.0.1\n reverse_proxy 127.0.0.1:" + service.port() + "\n}\n").toString());
    }

    private Start go(Path root, String program) throws Exception {
        var binary = directory.resolve("goproxy");
        var build = new ProcessBuilder(program, "build", "-o", binary.toString(),
                root.resolve("deploy/benchmarks/goproxy/main.go").toString())
                .redirectErrorStream(true);
        build.environment().putAll(Map.of("GO111MODULE", "off", "GOCACHE", directory.resolve("gocache").toString()));
        var process = build.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("go cannot build the proxy: " + said);
        }
        return (path, own, port) -> List.of("env", "GOMAXPROCS=1", binary.toString(), "127.0.0.1:" + port, "127.0.0.1:" + service.port());
    }

    private static Path nginxConf(Path own, String http) throws IOException {
        var user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
        return Files.writeString(own.resolve("nginx.conf"), String.format(Locale.ROOT,
                """
                        daemon off; worker_processes 1; pid %1$s/pid; error_log %1$s/error.log; %2$s
                        events { worker_connections 4096; }
                        http { access_log off; keepalive_requests 100000000; client_max_body_size 1g; client_body_temp_path %1$s/temp;
                          proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s; %3$s }
                        """,
                own, user, http));
    }

    /** Proxies on the first processor, everything else on the second, where that can be had. */
    static List<String> onProcessor(int number) {
        return Runtime.getRuntime().availableProcessors() > 1 && Files.isExecutable(Path.of("/usr/bin/taskset"))
                ? List.of("/usr/bin/taskset", "-c", "" + number)
                : List.of();
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() throws InterruptedException {
        for (var proxy : proxies.values()) {
            proxy.close();
        }
        service.close();
    }
}
