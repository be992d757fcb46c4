package io.trestle.runtime.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.ConfigurationException;

class SecretBoxTest {

    private static final String OWNER = "webhook/7";
    private static final byte[] SECRET = "a webhook's secret".getBytes(UTF_8);

    private final SecretBox box = box("2026", Map.of("2026", key(1)));

    @Nested
    class Seal {

        @Test
        void shouldGiveBackTheSecret_whenOpenedForItsOwner() {
            assertThat(box.open(OWNER, box.seal(OWNER, SECRET))).isEqualTo(SECRET);
        }

        @Test
        void shouldKeepAnEmptySecret() {
            assertThat(box.open(OWNER, box.seal(OWNER, new byte[0]))).isEmpty();
        }

        @Test
        void shouldNeverRepeatItself_whenTheSecretIsTheSame() {
            var seen = new HashSet<Sealed>();
            for (int i = 0; i < 1000; i++) {
                assertThat(seen.add(box.seal(OWNER, SECRET))).isTrue();
            }
        }

        @Test
        void shouldSayItsVersion_inTheFirstByte() {
            assertThat(box.seal(OWNER, SECRET).bytes()).hasSize(1 + 12 + SECRET.length + 16).startsWith(1);
        }
    }

    @Nested
    class Open {

        @Test
        void shouldRefuse_whenItBelongsToAnother() {
            var sealed = box.seal(OWNER, SECRET);

            assertUnreadable("webhook/8", sealed);
        }

        @Test
        void shouldRefuse_whenAnyBitWasChanged() {
            var sealed = box.seal(OWNER, SECRET);
            for (int bit = 0; bit < sealed.bytes().length * 8; bit++) {
                var changed = sealed.bytes().clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertUnreadable(OWNER, new Sealed(sealed.keyId(), changed));
            }
        }

        @Test
        void shouldRefuse_whenItWasCutShort() {
            var bytes = box.seal(OWNER, SECRET).bytes();
            for (int length = 0; length < bytes.length; length++) {
                assertUnreadable(OWNER, new Sealed("2026", Arrays.copyOf(bytes, length)));
            }
        }

        @Test
        void shouldRefuse_whenTheKeyIdWasChangedToOneOfTheSameKey() {
            var both = box("a", Map.of("a", key(1), "b", key(1)));
            var sealed = both.seal(OWNER, SECRET);

            assertThatThrownBy(() -> both.open(OWNER, new Sealed("b", sealed.bytes()))).isInstanceOf(UnreadableSecretException.class);
        }

        @Test
        void shouldTellKeyIdAndOwnerApart_whenTheirConcatenationIsTheSame() {
            var keys = Map.of("a", key(1), "ab", key(1));
            var sealed = box("a", keys).seal("bc", SECRET);

            assertThatThrownBy(() -> box("ab", keys).open("c", new Sealed("ab", sealed.bytes())))
                    .isInstanceOf(UnreadableSecretException.class);
        }

        private void assertUnreadable(String owner, Sealed sealed) {
            assertThatThrownBy(() -> box.open(owner, sealed)).isInstanceOf(UnreadableSecretException.class);
        }
    }

    @Nested
    class Rotation {

        private final SecretBox rotated = box("2027", Map.of("2026", key(1), "2027", key(2)));

        @Test
        void shouldStillOpen_whenSealedWithTheOldKey() {
            var old = box.seal(OWNER, SECRET);

            assertThat(rotated.open(OWNER, old)).isEqualTo(SECRET);
            assertThat(rotated.needsReseal(old)).isTrue();
        }

        @Test
        void shouldSealWithTheActiveKey() {
            var sealed = rotated.seal(OWNER, SECRET);

            assertThat(sealed.keyId()).isEqualTo("2027");
            assertThat(rotated.needsReseal(sealed)).isFalse();
        }

        @Test
        void shouldNameTheMissingKey_whenItIsNoLongerConfigured() {
            assertThatThrownBy(() -> box.open(OWNER, rotated.seal(OWNER, SECRET)))
                    .isInstanceOf(UnreadableSecretException.class).hasMessageContaining("2027");
        }
    }

    @Nested
    class Configuration {

        @Test
        void shouldSayWhatToSet_whenThereIsNoActiveKey() {
            assertThatThrownBy(() -> new SecretBox(config(Optional.empty(), Map.of("2026", key(1)))))
                    .isInstanceOf(ConfigurationException.class).hasMessageContaining("trestle.secrets.active-key is not set");
        }

        @Test
        void shouldSayWhatToSet_whenTheActiveKeyIsNotThere() {
            assertThatThrownBy(() -> box("2027", Map.of("2026", key(1))))
                    .isInstanceOf(ConfigurationException.class).hasMessageContaining("trestle.secrets.keys.2027 is not set");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 16, 31, 33})
        void shouldRefuse_whenAKeyIsNot32Bytes(int length) {
            assertThatThrownBy(() -> box("2026", Map.of("2026", Base64.getEncoder().encodeToString(new byte[length]))))
                    .isInstanceOf(ConfigurationException.class).hasMessageContaining(length + " bytes");
        }

        @Test
        void shouldNotQuoteTheKey_whenItIsNotBase64() {
            assertThatThrownBy(() -> box("2026", Map.of("2026", "hunter2-is-not-base64!")))
                    .isInstanceOf(ConfigurationException.class).hasNoCause()
                    .message().contains("trestle.secrets.keys.2026").doesNotContain("hunter2").doesNotContain("!");
        }

        @Test
        void shouldRevealNothing_inToString() {
            assertThat(box).hasToString("SecretBox[activeKey=2026]");
            assertThat(box.seal(OWNER, SECRET)).hasToString("Sealed[keyId=2026]");
        }
    }

    private static SecretBox box(String active, Map<String, String> keys) {
        return new SecretBox(config(Optional.of(active), keys));
    }

    private static String key(int fill) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static SecretsConfig config(Optional<String> active, Map<String, String> keys) {
        return new SecretsConfig() {
            @Override
            public Optional<String> activeKey() {
                return active;
            }

            @Override
            public Map<String, String> keys() {
                return keys;
            }
        };
    }
}
