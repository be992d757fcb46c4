-- Webhooks to applications: what is to be sent, what was tried, and the secrets that sign it.

CREATE TABLE outbound_webhook (
    id              text COLLATE "C" PRIMARY KEY,
    tenant          text NOT NULL,
    prediction_id   text COLLATE "C" NOT NULL,
    event           text NOT NULL CHECK (event IN ('start', 'output', 'logs', 'completed')),
    url             text NOT NULL,
    state           text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DELIVERED', 'GIVEN_UP')),
    tries           integer NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    next_attempt_at timestamptz,
    leased_until    timestamptz,
    leased_by       uuid,
    attempts        integer NOT NULL DEFAULT 0
);
COMMENT ON COLUMN outbound_webhook.id IS 'The webhook-id header: the same for every attempt';
COMMENT ON COLUMN outbound_webhook.tries IS 'Requests that were sent; attempts counts leases';
CREATE INDEX outbound_webhook_due ON outbound_webhook (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE UNIQUE INDEX outbound_webhook_waiting ON outbound_webhook (prediction_id, event) WHERE tries = 0 AND state = 'PENDING';
CREATE INDEX outbound_webhook_of_tenant ON outbound_webhook (tenant, id);

CREATE TABLE outbound_attempt (
    webhook_id  text COLLATE "C" NOT NULL REFERENCES outbound_webhook ON DELETE CASCADE,
    number      integer NOT NULL,
    at          timestamptz NOT NULL,
    millis      integer NOT NULL,
    status      integer,
    error       text,
    PRIMARY KEY (webhook_id, number)
);
COMMENT ON COLUMN outbound_attempt.status IS 'HTTP status of the answer; null where there was none';

CREATE TABLE outbound_secret (
    tenant        text NOT NULL,
    version       integer NOT NULL,
    sealed_key_id text NOT NULL,
    sealed        bytea NOT NULL,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz,
    PRIMARY KEY (tenant, version)
);
COMMENT ON COLUMN outbound_secret.expires_at IS 'Until when a secret that was replaced still signs, beside its successor; null for the one in force';
