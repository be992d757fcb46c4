package io.trestle.gateway.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** h2spec against the gateway's port: what RFC 7540 and 7541 ask of a server, sent by a client that sends everything wrong. */
class H2specTest {

    private static final int CASES = 146;

    /** Netty's, and none lets a request be read in two ways. */
    private static final Set<String> KNOWN = Set.of(
            // After a GOAWAY the connection may stay open until what is under way has ended (RFC 9113, 6.8); h2spec waits for it to close.
            "generic/3.8: Sends a GOAWAY frame",
            "http2/7: Sends a GOAWAY frame with unknown error code",
            // A second head on a stream that has ended: reset or ignored, where RFC 9113, 5.1 asks for the end of the connection.
            "http2/5.1: half closed (remote): Sends a HEADERS frame",
            "http2/5.1: closed: Sends a HEADERS frame",
            // A stream that was skipped, not one that was used: Netty opens it, RFC 9113, 5.1.1 has it closed by then.
            "http2/5.1.1: Sends stream identifier that is numerically smaller than previous");

    @TempDir
    Path directory;

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "h2spec comes as a program for it")
    void shouldConform_butForWhatIsKnown() throws Exception {
        try (var upstream = new RecordingUpstream(); var proxy = new ProxyUnderTest(upstream.port(), false)) {
            var report = directory.resolve("report.xml");
            var log = directory.resolve("log");
            var process = new ProcessBuilder(program().toString(), "-h", "127.0.0.1", "-p", "" + proxy.port(), "-S", "-o", "5", "-j",
                    report.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            process.waitFor();

            var failed = new TreeSet<String>();
            var run = 0;
            var cases = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile()).getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                var each = (Element) cases.item(i);
                run++;
                if (each.getElementsByTagName("failure").getLength() + each.getElementsByTagName("error").getLength() > 0) {
                    failed.add(each.getAttribute("package") + ": " + each.getAttribute("classname"));
                }
            }
            assertThat(run).as(Files.readString(log)).isGreaterThanOrEqualTo(CASES);
            assertThat(failed).as(Files.readString(log)).isEqualTo(KNOWN);
        }
    }

    /** The only file in the archive of the plugin that carries it. */
    private Path program() throws IOException {
        var name = "/h2spec/2.1.1/h2spec_" + System.getProperty("os.name").toLowerCase(Locale.ROOT) + "_amd64.tar.gz";
        var program = directory.resolve("h2spec");
        try (InputStream resource = H2specTest.class.getResourceAsStream(name); var archive = new GZIPInputStream(resource)) {
            var head = archive.readNBytes(512);
            var size = Long.parseLong(new String(head, 124, 11, US_ASCII), 8);
            Files.write(program, archive.readNBytes((int) size));
        }
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }
}
