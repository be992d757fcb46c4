package io.trestle.gateway.greet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.trestle.gateway.session.SessionTokens;

class GreetRequestTest {

    /** Attack 16: what a request is logged as. */
    @Test
    void shouldShowNeitherSignatureNorToken_whenItIsLogged() {
        var request = new GreetRequest("GET", "/greet", Map.of("type", "2", "sig", "0xsignature", "input", "1703757313"),
                "message and signature",
                List.of(), new SessionTokens(new byte[32]));

        assertThat(request.toString()).isEqualTo("GreetRequest[GET /greet, type=2]");
    }
}
