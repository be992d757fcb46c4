package io.trestle.gateway.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiweMessageTest {

    /** The example of EIP-4361. */
    private static final String EXAMPLE = """
            example.com wants you to sign in with your Ethereum account:
            0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2

            I accept the ExampleOrg Terms of Service: https://example.com/tos

            URI: https://example.com/login
            Version: 1
            Chain ID: 1
            Nonce: 32891756
            Issued At: 2021-09-30T16:25:24Z
            Resources:
            - ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
            - https://example.com/my-web2-claim.json""";

    @Test
    void shouldReadTheExampleOfTheEip() {
        var message = SiweMessage.parse(EXAMPLE);

        assertThat(message.domain()).isEqualTo("example.com");
        assertThat(message.wallet().text()).isEqualTo("0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2");
        assertThat(message.nonce()).isEqualTo("32891756");
        assertThat(message.issuedAt()).isEqualTo(Instant.parse("2021-09-30T16:25:24Z"));
        assertThat(message.expiresAt()).isNull();
    }

    @Test
    void shouldReadTimes_andAMessageWithoutStatement() {
        var message = SiweMessage.parse("""
                localhost:12346 wants you to sign in with your Ethereum account:
                0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2


                URI: http://localhost:12346
                Version: 1
                Chain ID: 1
                Nonce: 32891756
                Issued At: 2021-09-30T16:25:24.000Z
                Expiration Time: 2021-09-30T17:25:24+01:00
                Not Before: 2021-09-30T16:25:24Z
                Request ID: 7""");

        assertThat(message).isNotNull();
        assertThat(message.expiresAt()).isEqualTo(Instant.parse("2021-09-30T16:25:24Z"));
        assertThat(message.notBefore()).isEqualTo(message.issuedAt());
    }

    @ParameterizedTest
    @CsvSource({"Version: 1,Version: 2", "Nonce: 32891756,Nonce: 3289", "Chain ID: 1,Chain ID: x", "example.com wants,exa mple.com wants",
            "Issued At: 2021-09-30T16:25:24Z,Issued At: yesterday", "sign in with,sign  in with", "0xC02a,0xZ02a"})
    void shouldRefuse_whenALineIsNotOfTheGrammar(String line, String other) {
        assertThat(SiweMessage.parse(EXAMPLE.replace(line, other))).isNull();
    }
}
