package io.trestle.simulators.dbc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.dbc.protocol.DbcId;
import io.trestle.dbc.protocol.MultisigAccount;
import io.trestle.dbc.protocol.Sr25519;
import io.trestle.dbc.protocol.Ss58;
import io.trestle.simulators.dbc.NodeState.Rental;
import io.trestle.simulators.dbc.NodeState.Session;

/** The node's {@code check_authority}: who calls, and whether they rent the machine now. */
final class Authority {

    private static final Set<String> VERIFYING = Set.of("addingCustomizeInfo", "distributingOrder", "committeeVerifying",
            "committeeRefused");
    private static final Set<String> UNRENTED = Set.of("waitingFulfill", "online");
    private static final Set<String> RENTED = Set.of("creating", "rented");
    /** The node remembers this many nonces, and forgets the oldest. */
    private static final int NONCES = 1_000_000;

    private final NodeState node;
    private final Clock clock;
    private final Profile profile;

    Authority(NodeState node, Clock clock, Profile profile) {
        this.node = node;
        this.clock = clock;
        this.profile = profile;
    }

    /** The rental that the call acts under. */
    Rental check(ApiRequest request) {
        if (node.machineStatus.isEmpty()) {
            throw failed("query machine_status failed");
        }
        if (VERIFYING.contains(node.machineStatus)) {
            throw failed(profile == Profile.P22 ? "not in verify time period" : "not in verify time");
        }
        if (UNRENTED.contains(node.machineStatus)) {
            throw failed("machine is not be rented");
        }
        if (!RENTED.contains(node.machineStatus)) {
            throw failed(profile == Profile.P22 ? "unknowned machine status" : "unknown machine status");
        }
        var rental = request.hasSession() ? bySession(request) : byLogin(request);
        if (rental.ends.isBefore(clock.instant())) {
            throw failed("machine has already expired");
        }
        return rental;
    }

    /** The caller's rental, or null: some calls show less to a stranger instead of failing. */
    @Nullable
    Rental find(ApiRequest request) {
        try {
            return check(request);
        } catch (Refusal stranger) {
            return null;
        }
    }

    String sessionOf(Rental rental) {
        return Objects.requireNonNull(node.sessions.get(rental.wallet), "Made at login").id;
    }

    private Rental bySession(ApiRequest request) {
        var id = request.text("session_id");
        var sign = request.text("session_id_sign");
        for (var entry : node.sessions.entrySet()) {
            var session = entry.getValue();
            var verified = session.id.equals(id)
                    && (verifies(entry.getKey(), id, sign) || session.signers.stream().anyMatch(signer -> verifies(signer, id, sign)));
            if (verified) {
                return rentalOf(entry.getKey(), request, "session_id is invalid");
            }
        }
        throw failed("session_id is invalid");
    }

    private Rental byLogin(ApiRequest request) {
        String account;
        Set<String> signers;
        if (request.hasWallet()) {
            account = request.text("wallet");
            signers = Set.of();
            consume(List.of(new Signed(account, request.text("nonce"), request.text("sign"))));
        } else if (request.hasMultisig()) {
            signers = new LinkedHashSet<>();
            account = multisig(request.json().get("multisig_accounts"), signers);
        } else {
            throw failed("nonce check failed");
        }
        var rental = rentalOf(account, request, "wallet not rented");
        var session = node.sessions.computeIfAbsent(account, first -> {
            var fresh = new Session();
            fresh.id = DbcId.of(UUID.randomUUID());
            return fresh;
        });
        session.signers.addAll(signers);
        return rental;
    }

    private String multisig(JsonNode multisig, Set<String> signers) {
        var wallets = StreamSupport.stream(multisig.get("wallets").spliterator(), false).map(JsonNode::asText).toList();
        var signs = StreamSupport.stream(multisig.get("signs").spliterator(), false)
                .map(sign -> new Signed(sign.path("wallet").asText(), sign.path("nonce").asText(), sign.path("sign").asText())).toList();
        signs.stream().map(Signed::wallet).filter(wallets::contains).forEach(signers::add);
        try {
            var threshold = Integer.parseInt(multisig.get("threshold").asText());
            if (signers.size() < threshold) {
                throw failed("nonce check failed");
            }
            consume(signs);
            return MultisigAccount.address(wallets, threshold);
        } catch (IllegalArgumentException notAnAccount) {
            throw failed("nonce check failed");
        }
    }

    private void consume(List<Signed> signs) {
        for (var signed : signs) {
            if (!DbcId.isValid(signed.nonce) || node.nonces.contains(signed.nonce)
                    || !verifies(signed.wallet, signed.nonce, signed.sign)) {
                throw failed("nonce check failed");
            }
        }
        signs.forEach(signed -> node.nonces.add(signed.nonce));
        if (node.nonces.size() > NONCES) {
            node.nonces.remove(node.nonces.iterator().next());
        }
    }

    private Rental rentalOf(String wallet, ApiRequest request, String otherwise) {
        var order = request.text("rent_order");
        return node.rentals.stream()
                .filter(rental -> rental.wallet.equals(wallet))
                .filter(rental -> profile == Profile.P22 || order.isEmpty() || rental.order.equals(order))
                .findFirst().orElseThrow(() -> failed(otherwise));
    }

    private static boolean verifies(String wallet, String text, String sign) {
        try {
            return Sr25519.verify(Ss58.decode(wallet), text.getBytes(US_ASCII), HexFormat.of().parseHex(sign));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static Refusal failed(String reason) {
        return Refusal.node(-3, "check authority failed: " + reason);
    }

    private record Signed(String wallet, String nonce, String sign) {
    }
}
