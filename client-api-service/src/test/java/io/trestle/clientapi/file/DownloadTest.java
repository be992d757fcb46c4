package io.trestle.clientapi.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.problem.ProblemType;

/** Nobody here sends a key. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class DownloadTest {

    private static final int SIZE = 200_000;

    private byte[] bytes;
    private URI address;
    private String tag;

    @BeforeEach
    void upload() {
        bytes = new byte[SIZE];
        new Random(251).nextBytes(bytes);
        System.arraycopy(UUID.randomUUID().toString().getBytes(UTF_8), 0, bytes, 0, 36);
        var answer = Uploader.local().put("7_0_cat.png", bytes, "Content-Type", "image/png");
        address = answer.location();
        tag = '"' + answer.json().getString("data.hash") + '"';
    }

    @Nested
    class Whole {

        @Test
        void shouldComeWithWhatABrowserMustKnow() {
            var answer = Uploader.get(address);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(bytes);
            assertThat(answer.header("Content-Type")).isEqualTo("image/png");
            assertThat(answer.header("Content-Length")).isEqualTo("" + SIZE);
            assertThat(answer.header("ETag")).isEqualTo(tag);
            assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Content-Disposition")).isEqualTo("inline; filename=\"7_0_cat.png\"; filename*=UTF-8''7_0_cat.png");
            assertThat(answer.header("Content-Security-Policy")).contains("sandbox", "default-src 'none'");
            assertThat(answer.header("Cache-Control")).contains("immutable", "private");
        }

        @Test
        void shouldBeTheSame_withATrailingSlash() {
            assertThat(Uploader.get(URI.create(address + "/")).body()).isEqualTo(bytes);
        }

        @Test
        void shouldComeWithoutBody_whenOnlyHeadersAreAskedFor() {
            var answer = Uploader.call("HEAD", address, BodyPublishers.noBody());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("Content-Length")).isEqualTo("" + SIZE);
            assertThat(answer.header("ETag")).isEqualTo(tag);
        }

        @Test
        void shouldBeEmpty_whenTheFileIs() {
            var empty = Uploader.local().putChunked("7_0_empty", new byte[0]).location();
            var answer = Uploader.get(empty);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("Content-Length")).isEqualTo("0");
        }

        @ParameterizedTest
        @CsvSource({"text/html, x.html", "image/svg+xml, x.svg", "text/html; charset=utf-8, x.png", "application/pdf, x.pdf",
                "application/zip, x.zip", "application/xhtml+xml, x", "'', x.html"})
        void shouldBeADownload_whenItCouldAct(String type, String name) {
            var headers = type.isEmpty() ? new String[0] : new String[]{"Content-Type", type};
            var answer = Uploader.get(Uploader.local().put(name, "<script>alert(1)</script>".getBytes(UTF_8), headers).location());
            assertThat(answer.header("Content-Disposition")).startsWith("attachment; ");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }

        @Test
        void shouldNameTheFileSafely_whenItsNameIsOdd() {
            var odd = Uploader.local().put("%22a%E7%8C%AB%27.png", bytes).location();
            assertThat(Uploader.get(odd).header("Content-Disposition"))
                    .isEqualTo("inline; filename=\"_a_'.png\"; filename*=UTF-8''%22a%E7%8C%AB%27.png");
        }
    }

    @Nested
    class Part {

        @ParameterizedTest
        @CsvSource({"bytes=0-9, 0, 10", "bytes=199990-, 199990, 10", "bytes=-10, 199990, 10", "bytes=100000-150000, 100000, 50001",
                "bytes=5-999999999, 5, 199995"})
        void shouldBeTheBytesAskedFor(String range, int from, int length) {
            var answer = Uploader.get(address, "Range", range);
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
            assertThat(answer.header("Content-Range")).isEqualTo("bytes " + from + "-" + (from + length - 1) + "/" + SIZE);
            assertThat(answer.header("Content-Length")).isEqualTo("" + length);
        }

        @ParameterizedTest
        @ValueSource(strings = {"bytes=0-1,5-6", "bytes=9-1", "pages=1-2", "nonsense"})
        void shouldBeTheWhole_whenItIsNoSingleRange(String range) {
            var answer = Uploader.get(address, "Range", range);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(bytes);
        }

        @Test
        void shouldBeRefused_whenItStartsBehindTheEnd() {
            var answer = Uploader.get(address, "Range", "bytes=200000-");
            assertThat(answer.status()).isEqualTo(416);
            assertThat(answer.header("Content-Range")).isEqualTo("bytes */" + SIZE);
            assertThat(answer.json().getString("type")).isEqualTo(ProblemType.RANGE_NOT_SATISFIABLE.type().toString());
        }

        @Test
        void shouldDependOnIfRange() {
            assertThat(Uploader.get(address, "Range", "bytes=0-1", "If-Range", tag).status()).isEqualTo(206);
            assertThat(Uploader.get(address, "Range", "bytes=0-1", "If-Range", "\"other\"").status()).isEqualTo(200);
            assertThat(Uploader.get(address, "Range", "bytes=0-1", "If-Range", "W/" + tag).status()).isEqualTo(200);
            assertThat(Uploader.get(address, "Range", "bytes=0-1", "If-Range", "Sat, 21 Nov 2026 00:00:00 GMT").status()).isEqualTo(200);
        }
    }

    @Nested
    class Unchanged {

        @ParameterizedTest
        @ValueSource(strings = {"TAG", "\"other\", TAG", "W/TAG", "*"})
        void shouldNotComeAgain_whenTheCallerHasIt(String ifNoneMatch) {
            var answer = Uploader.get(address, "If-None-Match", ifNoneMatch.replace("TAG", tag), "Range", "bytes=0-1");
            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("ETag")).isEqualTo(tag);
        }

        @Test
        void shouldCome_whenTheCallerHasAnother() {
            assertThat(Uploader.get(address, "If-None-Match", "\"other\"").status()).isEqualTo(200);
        }
    }

    @Nested
    class Missing {

        @Test
        void shouldBe404_whenHashOrNameIsAnother() {
            var hash = address.getPath().split("/")[4];
            for (var path : new String[]{hash + "/other.png", "0".repeat(64) + "/7_0_cat.png", "nonsense/7_0_cat.png",
                    hash.toUpperCase(Locale.ROOT) + "/7_0_cat.png"}) {
                var answer = Uploader.get(Uploader.at("/pc/client-api/files/" + path));
                assertThat(answer.status()).as(path).isEqualTo(404);
                assertThat(answer.json().getString("type")).isEqualTo(ProblemType.NOT_FOUND.type().toString());
                assertThat(answer.json().getInt("httpStatus")).isEqualTo(404);
            }
        }

        @Test
        void shouldBe404_whenTheStoreHasLostIt() {
            Database.update("UPDATE stored_object SET key = ? WHERE hash = ?", UUID.randomUUID().toString(), tag.replace("\"", ""));
            assertThat(Uploader.get(address).status()).isEqualTo(404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"DELETE", "PUT", "POST"})
        void shouldNotBeWritable(String method) {
            assertThat(Uploader.call(method, address, BodyPublishers.noBody()).status()).isIn(404, 405);
            assertThat(Uploader.get(address).body()).isEqualTo(bytes);
        }
    }
}
