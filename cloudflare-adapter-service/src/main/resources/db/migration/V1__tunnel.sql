-- One row for each model that a tunnel was ever asked for. It is kept after the tunnel is gone, so that a late command of an earlier life
-- is recognised.
CREATE TABLE tunnel (
    model_id               text PRIMARY KEY,
    tenant                 text NOT NULL,
    hostname               text NOT NULL,
    state                  text NOT NULL,
    tunnel_id              text,
    record_id              text,
    service                text,
    recipient_key          text,
    generation             int NOT NULL DEFAULT 0,
    rotation               int NOT NULL DEFAULT 0,
    provisioned_generation int NOT NULL DEFAULT 0,
    latest_generation      int NOT NULL DEFAULT 0,
    closed_generation      int NOT NULL DEFAULT 0,
    closed_at              timestamptz,
    last_error             text,
    last_error_at          timestamptz,
    health                 text,
    connectors             int,
    known_addresses        text,
    suspicious             boolean,
    health_at              timestamptz,
    drift                  text,
    created_at             timestamptz NOT NULL,
    updated_at             timestamptz NOT NULL,
    next_attempt_at        timestamptz,
    leased_until           timestamptz,
    leased_by              uuid,
    attempts               int NOT NULL DEFAULT 0
);
COMMENT ON COLUMN tunnel.generation IS 'The life that the work at Cloudflare is about; 0 before the first';
COMMENT ON COLUMN tunnel.rotation IS 'The rotation of the secret in force within that life';
COMMENT ON COLUMN tunnel.provisioned_generation IS 'The life that was announced as provisioned; 0 while none is';
COMMENT ON COLUMN tunnel.latest_generation IS 'The newest life that was asked for';
COMMENT ON COLUMN tunnel.closed_generation IS 'The newest life that was asked to end: a command for it, or for an earlier one, is late';
COMMENT ON COLUMN tunnel.recipient_key IS 'The public key that the newest command named; credentials of repairs go to it too';
CREATE INDEX tunnel_due ON tunnel (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX tunnel_leased_by ON tunnel (leased_by) WHERE leased_by IS NOT NULL;
CREATE INDEX tunnel_tenant ON tunnel (tenant, model_id);

-- What was asked for, in the order of arrival. Each row gets exactly one answer, in the transaction that leaves the event in the outbox.
CREATE TABLE tunnel_request (
    seq            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model_id       text NOT NULL,
    request_id     text NOT NULL,
    kind           text NOT NULL,
    tenant         text NOT NULL,
    generation     int NOT NULL,
    service        text,
    recipient_key  text,
    received_at    timestamptz NOT NULL,
    begun          boolean NOT NULL DEFAULT false,
    failure_reason text,
    failure_detail text,
    answer         text,
    answered_at    timestamptz,
    UNIQUE (model_id, request_id)
);
COMMENT ON COLUMN tunnel_request.begun IS 'The tunnel''s state is about this request';
COMMENT ON COLUMN tunnel_request.failure_reason IS 'Refused; what was created for it is being taken back before it is answered';
COMMENT ON COLUMN tunnel_request.answer IS 'The type of the terminal event';
CREATE INDEX tunnel_request_open ON tunnel_request (model_id, seq) WHERE answered_at IS NULL;

-- What was done, for people.
CREATE TABLE tunnel_step (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model_id   text NOT NULL REFERENCES tunnel,
    request_id text NOT NULL,
    at         timestamptz NOT NULL,
    step       text NOT NULL,
    outcome    text NOT NULL,
    detail     text NOT NULL,
    attempt    int NOT NULL
);
CREATE INDEX tunnel_step_model ON tunnel_step (model_id, id);
