-- Wallets, what they have used up, and what they have deployed.

CREATE TABLE wallet (
    address       text PRIMARY KEY CHECK (address ~ '^0x[0-9a-f]{40}$'),
    epoch         bigint NOT NULL DEFAULT 0,
    unproven      boolean NOT NULL,
    authorized_at timestamptz NOT NULL DEFAULT now(),
    deployment_id uuid
);
COMMENT ON COLUMN wallet.epoch IS 'How often the wallet has revoked all of its sessions; a session of an earlier epoch is void';
COMMENT ON COLUMN wallet.unproven IS 'It was named by somebody, and never signed in';
COMMENT ON COLUMN wallet.deployment_id IS 'Where its requests go';
CREATE INDEX wallet_unproven ON wallet (authorized_at) WHERE unproven;

-- Signed times and nonces that have let somebody in. A primary key is what makes them good for once, in all replicas and after a crash.
CREATE TABLE used_proof (
    proof      text PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX used_proof_expires_at ON used_proof (expires_at);

CREATE TABLE ended_session (
    wallet     text NOT NULL,
    id         text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (wallet, id)
);
CREATE INDEX ended_session_expires_at ON ended_session (expires_at);

CREATE TABLE deployment (
    id              uuid PRIMARY KEY,
    wallet          text NOT NULL,
    target          text NOT NULL CHECK (target IN ('HOST', 'KUBERNETES')),
    source          text NOT NULL,
    state           text NOT NULL CHECK (state IN ('REQUESTED', 'APPLIED', 'READY', 'REMOVING', 'FAILING', 'FAILED', 'REMOVED')),
    entrance        text,
    guarded         boolean NOT NULL,
    progress        text,
    reason          text,
    detail          text,
    removal_cause   text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    give_up_at      timestamptz NOT NULL,
    next_attempt_at timestamptz,
    leased_until    timestamptz,
    leased_by       uuid,
    attempts        int NOT NULL DEFAULT 0
);
COMMENT ON COLUMN deployment.source IS 'Address of the manifest, or of the host';
COMMENT ON COLUMN deployment.entrance IS 'Scheme (http, https, h2c), host and port that requests are forwarded to';
COMMENT ON COLUMN deployment.guarded IS 'A user chose the entrance''s host: its addresses are checked whenever it is resolved';
CREATE INDEX deployment_wallet ON deployment (wallet, created_at);
CREATE INDEX deployment_due ON deployment (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- Rentals as dbc-adapter tells of them: leases where trestle.gateway.lease is dbc.
CREATE TABLE rental (
    id      text PRIMARY KEY,
    node_id text NOT NULL,
    renter  text NOT NULL,
    ends_at timestamptz,
    seen_at timestamptz NOT NULL
);
CREATE INDEX rental_renter ON rental (renter);
