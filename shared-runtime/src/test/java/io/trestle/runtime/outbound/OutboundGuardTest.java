package io.trestle.runtime.outbound;

import static io.trestle.runtime.outbound.OutboundMother.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.outbound.OutboundMother.ScriptedResolver;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.http.RequestOptions;

class OutboundGuardTest {

    private static final String PUBLIC = "93.184.215.14";

    private final ScriptedResolver resolver = new ScriptedResolver().answer("hooks.example", PUBLIC);
    private final OutboundGuard guard = new OutboundGuard(OutboundMother.strict(), resolver);

    @Nested
    class Address {

        @ParameterizedTest
        @ValueSource(strings = {"93.184.215.14", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.0.1.0",
                "198.17.255.255",
                "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001::1", "2001:200::1", "3ffe::1"})
        void shouldPass_whenItIsPublic(String address) {
            assertThat(PublicAddresses.contains(address(address))).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255", "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
                "255.255.255.255"})
        void shouldBeRefused_whenItIsNotPublic(String address) {
            assertThat(PublicAddresses.contains(address(address))).isFalse();
            assertRefused("http://" + address + "/");
            resolver.answer("private.example", address);
            assertRefused("https://private.example/");
        }

        @ParameterizedTest
        @ValueSource(strings = {"::", "::1", "::7f00:1", "::ffff:7f00:1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::5db8:d70e",
                "64:ff9b:1::1",
                "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::1",
                "2002:5db8:d70e::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "febf::1", "fec0::1",
                "ff02::1",
                "4000::1"})
        void shouldBeRefused_whenItIsNotPublicIpv6(String address) {
            assertThat(PublicAddresses.contains(address(address))).isFalse();
            assertRefused("http://[" + address + "]/");
            resolver.answer("private.example", address);
            assertRefused("https://private.example/");
        }

        @Test
        void shouldBeRefused_whenOneOfSeveralIsNotPublic() {
            resolver.answer("mixed.example", PUBLIC, "2606:4700:4700::1111", "10.0.0.1");

            assertRefused("http://mixed.example/");
        }

        @Test
        void shouldNotBeTold() {
            resolver.answer("private.example", "10.1.2.3");

            assertThatThrownBy(() -> check("http://private.example/")).hasMessageNotContaining("10.1.2.3");
        }
    }

    @Nested
    class Host {

        @ParameterizedTest
        @CsvSource({"127.1, 127.0.0.1", "127.0.1, 127.0.0.1", "2130706433, 127.0.0.1", "017700000001, 127.0.0.1", "0x7f000001, 127.0.0.1",
                "0x7F.0x0.0x0.0x1, 127.0.0.1", "0177.0.0.01, 127.0.0.1", "127.0.0.1., 127.0.0.1", "１２７.０.０.１, 127.0.0.1",
                "127。0。0。1, 127.0.0.1", "0x, 0.0.0.0", "127.0.0.0x, 127.0.0.0", "0, 0.0.0.0", "[::1], ::1", "[0:0:0:0:0:0:0:1], ::1",
                "[::ffff:127.0.0.1], 127.0.0.1",
                "[::ffff:7f00:1], 127.0.0.1", "0xa9fea9fe, 169.254.169.254", "1.1, 1.0.0.1", "HOOKS.Example, hooks.example",
                "hooks.example., hooks.example", "ｈooks.example, hooks.example", "bücher.example, xn--bcher-kva.example",
                "a_b.example, a_b.example",
                "xn--bcher-kva.example, xn--bcher-kva.example"})
        void shouldHaveOneForm(String host, String canonical) {
            assertThat(CanonicalHost.of(host).name()).isEqualTo(canonical);
        }

        @ParameterizedTest
        @ValueSource(strings = {"256.256.256.256", "127.0.0.1.5", "127.0.0.256", "1.2.3.4.5", "4294967296", "0x100000000", "08", "09.1",
                "a.1", "1..2", "", ".", "..", "a..b", "-a.example", "a-.example", "a b", "a%20b", "%31", "a/b", "a\\b", "a\u0000b",
                "[::1", "::1", "[::1%25lo]", "[fe80::1%eth0]", "[127.0.0.1]", "[]", "[v1.a]"})
        void shouldBeRefused_whenItIsNone(String host) {
            assertThatThrownBy(() -> CanonicalHost.of(host)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void shouldBeRefused_whenItIsLongerThanDnsAllows() {
            assertRefused("http://" + "a.".repeat(127) + "example/");
            assertRefused("http://" + "a".repeat(64) + ".example/");
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://[::]/",
                "http://127。0。0。1/", "http://0/", "http://127.0.0.1./"})
        void shouldBeRefused_howeverAPrivateAddressIsWritten(String url) {
            assertRefused(url);
            assertThat(resolver.asked()).isEmpty();
        }

        @Test
        void shouldBeAskedFor_inItsCanonicalForm() {
            check("https://HOOKS.example./path");

            assertThat(resolver.asked()).containsExactly("hooks.example");
        }

        @Test
        void shouldFail_whenItHasNoAddress() {
            assertProblem("http://unknown.example/", ProblemType.UPSTREAM_FAILED);
        }

        @Test
        void shouldTimeOut_whenNobodyAnswersForIt() {
            assertProblem("http://silent.example/", ProblemType.UPSTREAM_TIMEOUT);
        }
    }

    @Nested
    class Url {

        @Test
        void shouldBecomeATarget() {
            var target = check("https://hooks.example/a%2Fb?c=%26d");

            assertThat(target.host()).isEqualTo("hooks.example");
            assertThat(target.port()).isEqualTo(443);
            assertThat(target.tls()).isTrue();
            assertThat(target.addresses()).containsExactly(address(PUBLIC));
            var options = target.pin(new RequestOptions(), target.addresses().get(0));
            assertThat(options.getServer().hostAddress()).isEqualTo(PUBLIC);
            assertThat(options.getHost()).isEqualTo("hooks.example");
            assertThat(options.getURI()).isEqualTo("/a%2Fb?c=%26d");
        }

        @ParameterizedTest
        @CsvSource({"http://hooks.example, 80", "HTTP://hooks.example:8080/, 8080", "https://hooks.example:443/x, 443"})
        void shouldPass_whenSchemeAndPortAreListed(String url, int port) {
            assertThat(check(url).port()).isEqualTo(port);
        }

        @ParameterizedTest
        @ValueSource(strings = {"ftp://hooks.example/", "file:///etc/passwd", "gopher://hooks.example:80/", "jar:http://hooks.example!/",
                "javascript:1",
                "//hooks.example/", "/path", "hooks.example", "http:hooks.example", "http:///path", "http://", "",
                "http://hooks.example:22/",
                "http://hooks.example:0/", "http://hooks.example:65536/", "http://hooks.example:99999999999/", "http://hooks.example:-1/",
                "http://hooks.example:80a/", "http://user@hooks.example/", "http://user:password@hooks.example/", "http://@hooks.example/",
                "http://hooks.example\\@127.0.0.1/", "http://hooks.example#@127.0.0.1\\/", "http://127.0.0.1:80@hooks.example/",
                "http://hooks.example /", "http://hooks.example\r\nX: y/", "http://hooks.example\u0000.evil/",
                "http://[::1]@hooks.example/",
                "http://hooks%2eexample/", "http://hooks.example%00/"})
        void shouldBeRefused_whenItIsAnythingElse(String url) {
            assertRefused(url);
        }

        @Test
        void shouldBeRefused_whenItIsNotEncrypted_whereItMustBe() {
            assertThatThrownBy(
                    () -> guard.check("http://hooks.example/", OutboundPolicy.DEFAULT.httpsOnly()).await().atMost(Duration.ofSeconds(5)))
                    .hasMessageContaining("https");
        }

        @Test
        void shouldBeRefused_whenItIsVeryLong() {
            assertRefused("http://hooks.example/" + "a".repeat(2048));
        }
    }

    @Nested
    class Exceptions {

        @Test
        void shouldLetLoopbackPass_onAnyPort_whenItIsAllowed() {
            var local = new OutboundGuard(OutboundMother.config(true), resolver.answer("localhost", "127.0.0.1", "::1"));

            assertThat(check(local, "http://127.0.0.1:18700/").port()).isEqualTo(18700);
            assertThat(check(local, "http://[::1]:18700/").host()).isEqualTo("::1");
            assertThat(check(local, "http://localhost:3009/").addresses()).hasSize(2);
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://10.0.0.1/", "http://169.254.169.254/", "http://hooks.example:18700/", "http://0.0.0.0/"})
        void shouldStillRefuseTheRest_whenLoopbackIsAllowed(String url) {
            var local = new OutboundGuard(OutboundMother.config(true), resolver);

            assertThatThrownBy(() -> check(local, url)).isInstanceOf(ProblemException.class);
        }

        @ParameterizedTest
        @CsvSource({"http://receiver.internal:3000/, true", "http://RECEIVER.internal./, true", "http://other.internal:9000/, true",
                "http://other.internal:9001/, false", "http://a.models.internal/, true", "http://a.b.models.internal:99/, true",
                "http://models.internal/, false", "http://evilmodels.internal/, false", "http://receiver.internal.example/, false"})
        void shouldLetAllowedHostsPass_whateverTheirAddress(String url, boolean allowed) {
            for (var host : new String[]{"receiver.internal", "other.internal", "a.models.internal", "a.b.models.internal",
                    "models.internal",
                    "evilmodels.internal", "receiver.internal.example"}) {
                resolver.answer(host, "10.0.0.7");
            }
            var lenient = new OutboundGuard(OutboundMother.config(false, "receiver.internal", "other.internal:9000", "*.models.internal"),
                    resolver);

            if (allowed) {
                assertThat(check(lenient, url).addresses()).containsExactly(address("10.0.0.7"));
            } else {
                assertThatThrownBy(() -> check(lenient, url)).isInstanceOf(ProblemException.class);
            }
        }
    }

    @Nested
    class RealResolver {

        @Test
        void shouldFindAllAddressesOfAName_withoutBlocking() throws Exception {
            var vertx = Vertx.vertx();
            try {
                var found = new VertxHostResolver(vertx).resolve("localhost").await().atMost(Duration.ofSeconds(5));

                assertThat(found).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
            } finally {
                vertx.close().toCompletionStage().toCompletableFuture().get();
            }
        }
    }

    private OutboundTarget check(String url) {
        return check(guard, url);
    }

    private static OutboundTarget check(OutboundGuard guard, String url) {
        return guard.check(url, OutboundPolicy.DEFAULT).await().atMost(Duration.ofSeconds(5));
    }

    private void assertRefused(String url) {
        assertProblem(url, ProblemType.ADDRESS_REFUSED);
    }

    private void assertProblem(String url, ProblemType type) {
        assertThatThrownBy(() -> check(url)).isInstanceOfSatisfying(ProblemException.class,
                problem -> assertThat(problem.type()).isEqualTo(type));
    }
}
