package io.trestle.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** One connection that is kept, with one call at a time: next to nothing of the processor that it shares with what is measured. */
final class HttpConnection implements AutoCloseable {

    private static final String LENGTH = "\r\ncontent-length:";

    private final Socket socket;
    private final InputStream in;

    HttpConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
    }

    static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII);
    }

    static byte[] post(String path, String json) {
        var body = json.getBytes(UTF_8);
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                + "\r\n\r\n"
                + json).getBytes(UTF_8);
    }

    /** The body of the answer; fails where its status is not 200. */
    String call(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        var head = head();
        var length = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (length < 0) {
            throw new IOException("An answer without a length: " + head);
        }
        var from = length + LENGTH.length();
        var body = new String(in.readNBytes(Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip())), UTF_8);
        if (!head.startsWith("HTTP/1.1 200 ")) {
            throw new IOException(head + body);
        }
        return body;
    }

    private String head() throws IOException {
        var head = new StringBuilder(512);
        while (head.length() < 4 || head.charAt(head.length() - 1) != '\n' || head.charAt(head.length() - 3) != '\n') {
            var next = in.read();
            if (next < 0) {
                throw new IOException("The connection ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
