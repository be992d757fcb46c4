package io.trestle.dbc.nodeapi;

import java.net.URI;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The DBC client node. */
@ConfigMapping(prefix = "trestle.dbc")
public interface DbcConfig {

    /** Where it listens, without {@code /api/v1}. {@code DBC_CLIENT_URL} sets it. */
    URI clientUrl();

    /** How long a connection may take. Default 2 s: it stands in the same network. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** How long an answer may take. Default 35 s: the client node itself waits 30 s for a GPU node, and then says so. */
    @WithDefault("35s")
    Duration answerTimeout();

    /** Calls at once, 1 to 1024; more wait. Default 1000: the client node refuses those beyond 1024. */
    @WithDefault("1000")
    int callsAtOnce();

    /** Calls that may wait for one of those to end; those beyond are refused. Default 4000. */
    @WithDefault("4000")
    int callsWaiting();

    /** Idle connections are closed after this long. Default 20 s: the node closes them after 30 s, and a request sent into a closing one is lost. */
    @WithDefault("20s")
    Duration keepAlive();

    /** How long the version of the client node is believed. Default 5 minutes. */
    @WithDefault("5m")
    Duration versionLifetime();
}
