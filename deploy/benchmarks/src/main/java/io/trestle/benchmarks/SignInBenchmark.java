package io.trestle.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

import io.trestle.engines.TestEnvironment;

/**
 * Wallets that sign in at compute-gateway. Their signatures alone: the gateway's check beside libsecp256k1's recovery. Then whole handshakes over
 * HTTP at a gateway with PostgreSQL, which uses up each nonce with a commit.
 */
final class SignInBenchmark implements Measurement {

    private static final int SLICES = Integer.getInteger("trestle.bench.slices", 5);
    private static final int MILLIS = Integer.getInteger("trestle.bench.millis", 2_000);
    private static final int HANDSHAKES = Integer.getInteger("trestle.bench.handshakes", 12_000);
    private static final int WARM_UPS = Integer.getInteger("trestle.bench.warm-ups", 6);
    /** Wallets, and nonces that were used and are remembered; nonces that are open are signed and stored nowhere, as sessions are. */
    private static final int ROWS = Integer.getInteger("trestle.bench.rows", 100_000);

    /** The same with few rows and with many. */
    private record Point(Slices wall, Slices processor, Slices p50, Slices p99) {
        Point() {
            this(new Slices(), new Slices(), new Slices(), new Slices());
        }

        void add(Handshakes.Slice slice) {
            wall.add(slice.perSecond());
            processor.add(slice.perProcessorSecond());
            p50.add(slice.latencies().percentile(50));
            p99.add(slice.latencies().percentile(99));
        }

        Findings findings(Findings findings, int rows) {
            return findings
                    .note("whole handshakes, " + rows + " rows: of wall", wall.spread("/s"))
                    .note("of processor time of the gateway", processor.spread("/s"))
                    .note("bringing the signature: p50, p99", p50.spread("ms") + ", " + p99.spread("ms"));
        }
    }

    @Override
    public Findings run(Path root) throws Exception {
        var findings = recoveries(new Findings());
        try (var engines = DurableEngines.start(root);
                var gateway = ServiceProcess.gateway(root, engines.environment(), engines.directory())) {
            var handshakes = new Handshakes(gateway);
            fill(engines.environment(), 0, ROWS);
            for (var i = 0; i < WARM_UPS; i++) {
                handshakes.run(HANDSHAKES);
            }
            var few = slices(handshakes);
            fill(engines.environment(), ROWS, 10 * ROWS);
            var many = slices(handshakes);
            few.findings(findings, ROWS).atLeast("whole handshakes for each core of the gateway", few.processor().median(), 5_000, "/s");
            return many.findings(findings, 10 * ROWS)
                    .atLeast("ratio of many rows to few, by processor time", many.processor().median() / few.processor().median(), 0.8, "")
                    .atLeast("by wall", many.wall().median() / few.wall().median(), 0.8, "");
        }
    }

    private static Findings recoveries(Findings findings) {
        var recoveries = new AddressRecoveries();
        recoveries.rawPerSecond(MILLIS);
        recoveries.ownPerSecond(MILLIS);
        recoveries.ownWithParsingPerSecond(MILLIS);
        var raw = new Slices();
        var own = new Slices();
        var parsing = new Slices();
        for (var slice = 0; slice < SLICES; slice++) {
            raw.add(recoveries.rawPerSecond(MILLIS));
            own.add(recoveries.ownPerSecond(MILLIS));
            parsing.add(recoveries.ownWithParsingPerSecond(MILLIS));
        }
        return findings.note("recovery of a key alone, one thread", raw.spread("/s"))
                .note("with hashing, address and comparison", own.spread("/s"))
                .note("and with parsing the signature", String.format(Locale.ROOT, "%s, ratio %.3f", parsing.spread("/s"),
                        parsing.median() / raw.median()))
                .atLeast("ratio of our check to recovery alone", own.median() / raw.median(), 0.9, "");
    }

    private static Point slices(Handshakes handshakes) throws Exception {
        handshakes.run(HANDSHAKES);
        var point = new Point();
        for (var slice = 0; slice < SLICES; slice++) {
            point.add(handshakes.run(HANDSHAKES));
        }
        return point;
    }

    /** Rows from the first to before the last, of wallets that have signed in and of nonces that were used within the hour. */
    private static void fill(TestEnvironment environment, int first, int last) throws SQLException {
        try (var connection = environment.connect("compute_gateway"); var statement = connection.createStatement()) {
            var numbers = " FROM generate_series(" + first + ", " + (last - 1) + ") n";
            statement.execute(
                    "INSERT INTO compute_gateway.wallet (address, unproven) SELECT '0x' || lpad(to_hex(n), 40, '0'), false" + numbers);
            statement.execute("INSERT INTO compute_gateway.used_proof (proof, expires_at)"
                    + " SELECT 'siwe|' || md5(n::text) || left(md5((-n)::text), 26), now() + interval '1 hour'" + numbers);
            statement.execute("VACUUM ANALYZE compute_gateway.wallet, compute_gateway.used_proof");
        }
    }
}
