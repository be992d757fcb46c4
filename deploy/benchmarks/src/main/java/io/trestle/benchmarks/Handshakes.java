package io.trestle.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.vertx.core.json.JsonObject;

/**
 * Sign-ins of wallets that the gateway knows (EIP-4361): a nonce is fetched, a message with it is signed, and both are brought. A wallet signs
 * between the two, while no time is taken: the client shares its processors with the gateway.
 */
final class Handshakes {

    private static final int CONNECTIONS = 64;
    private static final int WALLETS = 2_000;
    private static final byte[] NONCE = HttpConnection.get("/greet/nonce");

    private final ServiceProcess gateway;
    private final HttpLoad load;
    private final List<SigningWallet> wallets = Stream.generate(SigningWallet::new).limit(WALLETS).toList();

    /**
     * Whole handshakes.
     *
     * @param took both calls of all of them, without the signing
     * @param processor of the gateway, of all its threads, meanwhile
     * @param latencies of the second call
     */
    record Slice(int count, Duration took, Duration processor, Latencies latencies) {

        double perSecond() {
            return count * 1e9 / took.toNanos();
        }

        double perProcessorSecond() {
            return count * 1e9 / processor.toNanos();
        }
    }

    Handshakes(ServiceProcess gateway) {
        this.gateway = gateway;
        load = new HttpLoad(gateway.port(), CONNECTIONS, 0);
    }

    /** The wallets take turns; each handshake has a nonce and a signature of its own. */
    Slice run(int count) throws Exception {
        var nonces = new String[count];
        var idle = gateway.processorTime();
        var first = load.run(count, (connection, n) -> nonces[n] = new JsonObject(connection.call(NONCE)).getString("nonce"));
        var processor = gateway.processorTime().minus(idle);

        var requests = IntStream.range(0, count).parallel().mapToObj(n -> request(wallets.get(n % WALLETS), nonces[n])).toList();

        idle = gateway.processorTime();
        var second = load.run(count, (connection, n) -> {
            if (!connection.call(requests.get(n)).contains("already authorized")) {
                throw new IllegalStateException("No session");
            }
        });
        return new Slice(count, first.took().plus(second.took()), processor.plus(gateway.processorTime().minus(idle)), second.latencies());
    }

    private static byte[] request(SigningWallet wallet, String nonce) {
        var message = "localhost:12346 wants you to sign in with your Ethereum account:\n" + wallet.address()
                + "\n\n\nURI: http://localhost:12346\nVersion: 1\nChain ID: 1\nNonce: " + nonce + "\nIssued At: " + Instant.now();
        return HttpConnection.post("/greet/siwe", new JsonObject().put("message", message)
                .put("signature", wallet.sign(message).hex()).encode());
    }
}
