package io.trestle.cloudflare.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnershipTest {

    private final TunnelSecrets secrets = new TunnelSecrets("a synthetic master key 32 bytes!".getBytes(StandardCharsets.US_ASCII));

    @Nested
    class Secrets {

        @Test
        void shouldDifferInEverything_whenAnyPartDiffers() {
            var first = secrets.secret("acme", "m1", new SecretVersion(1, 0));

            assertThat(first).hasSize(32).isEqualTo(secrets.secret("acme", "m1", new SecretVersion(1, 0)))
                    .isNotEqualTo(secrets.secret("acme", "m1", new SecretVersion(2, 0)))
                    .isNotEqualTo(secrets.secret("acme", "m1", new SecretVersion(1, 1)))
                    .isNotEqualTo(secrets.secret("acme", "m2", new SecretVersion(1, 0)))
                    .isNotEqualTo(secrets.secret("acm", "em1", new SecretVersion(1, 0)));
        }

        @ParameterizedTest
        @CsvSource({"1,0", "1,7", "2,0", "3,100", "5,2"})
        void shouldProveTheVersion_whenTheSecretIsOneOfTheModels(int generation, int rotation) {
            var version = new SecretVersion(generation, rotation);

            assertThat(secrets.prove("acme", "m1", new SecretVersion(2, 3), secrets.secret("acme", "m1", version))).isEqualTo(version);
        }

        @Test
        void shouldProveNothing_whenTheSecretIsAnothers() {
            var expected = new SecretVersion(1, 0);

            assertThat(secrets.prove("acme", "m1", expected, secrets.secret("acme", "m2", expected))).isNull();
            assertThat(secrets.prove("acme", "m1", expected, secrets.secret("other", "m1", expected))).isNull();
            assertThat(secrets.prove("acme", "m1", expected, new byte[32])).isNull();
            assertThat(secrets.prove("acme", "m1", expected, new byte[0])).isNull();
            assertThat(secrets.prove("acme", "m1", expected, secrets.secret("acme", "m2", SecretVersion.POOLED))).isNull();
        }

        @Test
        void shouldProveThePools_whoeverHasTheModel() {
            var pooled = secrets.secret(TunnelNames.NOBODY, "m1", SecretVersion.POOLED);

            assertThat(secrets.prove("acme", "m1", new SecretVersion(1, 0), pooled)).isEqualTo(SecretVersion.POOLED);
            assertThat(secrets.prove(TunnelNames.NOBODY, "m1", new SecretVersion(1, 0), pooled)).isEqualTo(SecretVersion.POOLED);
            assertThat(pooled).isNotEqualTo(secrets.secret("acme", "m1", new SecretVersion(1, 0)))
                    .isNotEqualTo(secrets.secret("acme", "m1", SecretVersion.POOLED.next()))
                    .isNotEqualTo(secrets.secret(TunnelNames.NOBODY, "m1", new SecretVersion(1, 0)));
        }

        @Test
        void shouldBeTheTenants_whenThePoolsIsRotated() {
            assertThat(SecretVersion.POOLED.next()).isEqualTo(new SecretVersion(1, 1));
        }
    }

    @Nested
    class Comment {

        @Test
        void shouldComeBackAsItWas_whenItFits() {
            var comment = new ManagedComment("m4k2", 3, "acme");

            assertThat(comment.text()).isEqualTo("mgd:trestle;m=m4k2;g=3;t=acme");
            assertThat(ManagedComment.parse(comment.text())).isEqualTo(comment);
        }

        @Test
        void shouldNameNobody_whenItIsThePools() {
            var comment = new ManagedComment("m4k2", 1, TunnelNames.NOBODY);

            assertThat(comment.text()).isEqualTo("mgd:trestle;m=m4k2;g=1;pool");
            assertThat(ManagedComment.parse(comment.text())).isEqualTo(comment);
            assertThat(new ManagedComment("m4k2", 1, "pool").text()).isEqualTo("mgd:trestle;m=m4k2;g=1;t=pool");
        }

        @Test
        void shouldLeaveTheModelOut_whenItDoesNotFit() {
            var model = "m".repeat(63);
            var text = new ManagedComment(model, 999_999_999, "t".repeat(64)).text();

            assertThat(text).hasSizeLessThanOrEqualTo(100);
            var parsed = ManagedComment.parse(text);
            assertThat(parsed).isEqualTo(new ManagedComment(null, 999_999_999, "t".repeat(64)));
            assertThat(parsed.belongsTo(model, model + ".example.org")).isTrue();
            assertThat(parsed.belongsTo("m", model + ".example.org")).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "managed by hand", "mgd:trestle", "mgd:trestle;m=a;g=;t=b", "mgd:trestle;m=a;g=1",
                "xmgd:trestle;m=a;g=1;t=b",
                "mgd:trestle;m=a;g=1;t=b;c", "mgd:trestle;m=a;g=1;pools", "mgd:trestle;m=a;g=1;t=", "mgd:trestle;m=a;g=99999999999;t=b"})
        void shouldNotBeOurs_whenTheFormIsAnother(String comment) {
            assertThat(ManagedComment.parse(comment)).isNull();
        }
    }

    @Nested
    class Names {

        @ParameterizedTest
        @ValueSource(strings = {"", "-a", "a-", "A", "a.b", "a_b", "ä", "www", "api", "xn--a", "c81feca1-77be-450a-91da-610d5b4021cd",
                "a\n"})
        void shouldBeImpossible_whenTheModelIdIsNoHostname(String modelId) {
            assertThat(TunnelNames.whyImpossible(modelId, "acme")).isNotNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a;b", "a b", "a\nb", "ü"})
        void shouldBeImpossible_whenTheTenantFitsNoComment(String tenant) {
            assertThat(TunnelNames.whyImpossible("m4k2", tenant)).isNotNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "m4k2", "ivrymodel67", "a-b"})
        void shouldBePossible_whenTheModelIdIsALabel(String modelId) {
            assertThat(TunnelNames.whyImpossible(modelId, "acme")).isNull();
            assertThat(TunnelNames.whyImpossible("a".repeat(63), "a".repeat(64))).isNull();
            assertThat(TunnelNames.whyImpossible("a".repeat(64), "acme")).isNotNull();
        }
    }
}
