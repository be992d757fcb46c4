package io.trestle.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelIdTest {

    @Nested
    class Rule {

        @ParameterizedTest
        @ValueSource(strings = {"a", "7", "ivrymodel67", "my-model", "a--b", "a1b2", "0123456789abcdef0123456789abcdef",
                "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0"})
        void shouldAccept_whenItIsALabelForStrangers(String value) {
            assertThat(new ModelId(value)).hasToString(value);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "-a", "a-", "-", "A", "mY", "a_b", "a.b", "a b", "a\n", "\u0131", "é", "_dmarc",
                "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01"})
        void shouldRefuse_whenItIsNoDnsLabel(String value) {
            assertThatIllegalArgumentException().isThrownBy(() -> new ModelId(value)).withMessageContaining("1 to 63");
        }

        @ParameterizedTest
        @ValueSource(strings = {"xn--bcher-kva", "ab--c", "xn--" + "a"})
        void shouldRefuse_whenTheLabelIsReservedForEncodings(String value) {
            assertThatIllegalArgumentException().isThrownBy(() -> new ModelId(value)).withMessageContaining("'--'");
        }

        @Test
        void shouldRefuse_whenItIsAUuid() {
            assertThatIllegalArgumentException().isThrownBy(() -> new ModelId("5b0c3a1e-6f0d-4d47-9c7e-2f1c8d4b7a10"))
                    .withMessageContaining("UUID");
        }

        @ParameterizedTest
        @ValueSource(strings = {"www", "api", "mail", "localhost", "wpad", "autodiscover", "mta-sts", "ns1", "admin"})
        void shouldRefuse_whenTheNameMeansSomethingElse(String value) {
            assertThatIllegalArgumentException().isThrownBy(() -> new ModelId(value)).withMessageContaining("reserved");
        }
    }

    @Nested
    class Generate {

        @Test
        void shouldBeALetterAndEightyRandomBits_whenGenerated() {
            assertThat(ModelId.generate(new SecureRandom()).value()).matches("m[a-z2-7]{16}");
        }

        @Test
        void shouldNotRepeat_whenManyAreGenerated() {
            var random = RandomGenerator.of("L64X128MixRandom");
            var seen = new HashSet<ModelId>();

            for (var i = 0; i < 20_000; i++) {
                assertThat(seen.add(ModelId.generate(random))).isTrue();
            }
            // each of the 32 characters turns up at each of the 16 places
            for (var place = 1; place <= 16; place++) {
                var at = place;
                assertThat(seen.stream().map(id -> id.value().charAt(at)).distinct()).hasSize(32);
            }
        }
    }
}
