package io.trestle.gateway.proxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What operators see of the proxy; nothing per wallet, which would be a meter for everybody who ever came. */
public final class ProxyMetrics {

    private final Timer[] byStatusClass = new Timer[6];
    private final Counter failures;
    private final Counter retries;
    private final AtomicInteger tunnels = new AtomicInteger();

    public ProxyMetrics(MeterRegistry registry) {
        for (int i = 1; i < byStatusClass.length; i++) {
            byStatusClass[i] = Timer.builder("trestle.gateway.proxied").description("Requests that a service answered, until the last byte")
                    .tag("status", i + "xx").register(registry);
        }
        failures = Counter.builder("trestle.gateway.upstream.failures").description("Requests that no service answered").register(registry);
        retries = Counter.builder("trestle.gateway.upstream.retries").description("Requests sent a second time").register(registry);
        registry.gauge("trestle.gateway.websockets", tunnels);
    }

    void answered(int status, long nanos) {
        var timer = byStatusClass[Math.min(5, Math.max(1, status / 100))];
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed() {
        failures.increment();
    }

    void retried() {
        retries.increment();
    }

    void tunnelOpened() {
        tunnels.incrementAndGet();
    }

    void tunnelClosed() {
        tunnels.decrementAndGet();
    }
}
