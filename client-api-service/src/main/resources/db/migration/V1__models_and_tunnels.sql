-- Models, their signatures, and the tunnels that lead to their workers.

CREATE TABLE model (
    id         text PRIMARY KEY,
    tenant     text NOT NULL,
    name       text NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    removed_at timestamptz
);
COMMENT ON COLUMN model.id IS 'A DNS label: also the tunnel''s name and the first label of its hostname';
COMMENT ON COLUMN model.version IS 'The signature version that is in force';
COMMENT ON COLUMN model.removed_at IS 'When its owner asked for its removal; null while it is wanted';
CREATE INDEX model_of_tenant ON model (tenant, created_at DESC, id);

CREATE TABLE signature_version (
    model_id   text NOT NULL REFERENCES model,
    version    integer NOT NULL,
    document   jsonb NOT NULL,
    comparison jsonb,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (model_id, version)
);
COMMENT ON COLUMN signature_version.document IS 'What the client sent';
COMMENT ON COLUMN signature_version.comparison IS 'What the version changed, against the one before it; null for the first';

CREATE TABLE tunnel (
    model_id       text PRIMARY KEY,
    tenant         text NOT NULL,
    status         text NOT NULL CHECK (status IN ('PROVISIONING', 'READY', 'FAILED', 'ROTATING', 'DELETING', 'DELETION_FAILED', 'DELETED')),
    request_id     uuid NOT NULL,
    generation     integer NOT NULL CHECK (generation > 0),
    service        text NOT NULL,
    tunnel_id      text,
    hostname       text,
    failure        text,
    failure_detail text,
    failed_at      timestamptz,
    health         text,
    connectors     integer,
    suspicious     boolean,
    health_at      timestamptz,
    drift          text,
    drift_at       timestamptz,
    changed_at     timestamptz NOT NULL
);
COMMENT ON COLUMN tunnel.request_id IS 'The latest request; the answer to an earlier one no longer changes the tunnel';
COMMENT ON COLUMN tunnel.failure IS 'The last failure, also after a later success of another request';

CREATE TABLE tunnel_request (
    id             uuid PRIMARY KEY,
    model_id       text NOT NULL REFERENCES tunnel,
    kind           text NOT NULL CHECK (kind IN ('PROVISION', 'ROTATE', 'DEPROVISION')),
    state          text NOT NULL CHECK (state IN ('OPEN', 'SUCCEEDED', 'FAILED')),
    failure        text,
    failure_detail text,
    requested_at   timestamptz NOT NULL,
    answered_at    timestamptz
);
CREATE INDEX tunnel_request_of_model ON tunnel_request (model_id, requested_at);

CREATE TABLE tunnel_credential (
    model_id      text PRIMARY KEY REFERENCES tunnel,
    sealed_key_id text NOT NULL,
    sealed        bytea NOT NULL,
    received_at   timestamptz NOT NULL
);
COMMENT ON TABLE tunnel_credential IS 'The tunnel''s credential, sealed with the model id as owner';

CREATE TABLE credential_issue (
    id         uuid PRIMARY KEY,
    model_id   text NOT NULL REFERENCES tunnel,
    tenant     text NOT NULL,
    cause      text NOT NULL CHECK (cause IN ('REGISTERED', 'REISSUED', 'ROTATED')),
    issued_at  timestamptz NOT NULL
);
COMMENT ON TABLE credential_issue IS 'Each time a credential left the service, and why';
CREATE INDEX credential_issue_of_model ON credential_issue (model_id, issued_at);

CREATE TABLE idempotency (
    tenant      text NOT NULL,
    key         text NOT NULL,
    fingerprint text NOT NULL,
    result      text,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant, key)
);
COMMENT ON COLUMN idempotency.fingerprint IS 'SHA-256 of operation and body, hexadecimal';
COMMENT ON COLUMN idempotency.result IS 'What the first request made; the answer is built from it again, so that no secret is stored here';
CREATE INDEX idempotency_expiry ON idempotency (expires_at);
