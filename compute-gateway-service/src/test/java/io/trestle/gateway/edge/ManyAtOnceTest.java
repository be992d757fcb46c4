package io.trestle.gateway.edge;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;

import org.junit.jupiter.api.Test;

/** Requests that a service takes long for must not hold up others. */
class ManyAtOnceTest {

    private static final int MANY = 200;

    @Test
    void shouldAskTheServiceAtOnce_whenEarlierRequestsHaveNoAnswerYet() {
        var clients = new ArrayList<RawClient>();
        try (var upstream = new RawUpstream((number, head, service) -> {
        }); var proxy = new ProxyUnderTest(upstream.port(), false)) {
            for (int i = 0; i < MANY; i++) {
                clients.add(new RawClient(proxy.port()).send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n"));
            }

            await().atMost(ProxyUnderTest.patience()).until(() -> upstream.requests.get() == MANY);
        } finally {
            clients.forEach(RawClient::close);
        }
    }
}
