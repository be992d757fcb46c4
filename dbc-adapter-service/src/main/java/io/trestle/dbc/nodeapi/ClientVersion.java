package io.trestle.dbc.nodeapi;

import java.time.Clock;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.rules.Profile;
import io.vertx.core.json.DecodeException;

/** Which profile the client node has. Asked for now and then; until it is known, the narrower limits hold. */
@ApplicationScoped
public class ClientVersion {

    private static final Logger LOG = Logger.getLogger(ClientVersion.class);

    private final DbcClient client;
    private final DbcConfig config;
    private final Clock clock;

    private volatile Profile known = Profile.P22;
    private volatile Instant ask = Instant.EPOCH;

    ClientVersion(DbcClient client, DbcConfig config, Clock clock) {
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    /** Waits for the node only the first time. */
    public Uni<Profile> profile() {
        var now = clock.instant();
        if (now.isBefore(ask)) {
            return Uni.createFrom().item(known);
        }
        var first = ask.equals(Instant.EPOCH);
        // Set before the answer, so that one request asks and not all of them; a failure is asked again soon.
        ask = now.plusSeconds(2);
        var answer = client.get("/api/v1/").map(this::learn).onFailure().recoverWithItem(known);
        if (first) {
            return answer;
        }
        answer.subscribe().with(profile -> {
        }, failure -> LOG.debug("The version of the DBC client node is not known", failure));
        return Uni.createFrom().item(known);
    }

    private Profile learn(NodeAnswer answer) {
        try {
            var version = answer.body().toJsonObject().getJsonObject("message").getString("client_version", "");
            known = Profile.ofVersion(version);
            ask = clock.instant().plus(config.versionLifetime());
        } catch (DecodeException | ClassCastException | NullPointerException strange) {
            LOG.debugf("The DBC client node does not tell its version: %s", answer);
        }
        return known;
    }
}
