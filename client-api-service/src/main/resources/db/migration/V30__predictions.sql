-- Predictions: what they are now, what happened to them, and every webhook that a worker sent.

CREATE TABLE prediction (
    id                  text COLLATE "C" PRIMARY KEY,
    tenant              text NOT NULL,
    model_id            text NOT NULL,
    model_version       integer NOT NULL,
    runner              text NOT NULL CHECK (runner IN ('WORKER', 'COMFYUI')),
    workflow            text,
    state               text NOT NULL CHECK (state IN ('STARTING', 'PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELED')),
    input               text NOT NULL,
    sealed_input_key_id text,
    sealed_input        bytea,
    output              text,
    outputs             integer NOT NULL DEFAULT 0,
    logs                text,
    logs_length         integer NOT NULL DEFAULT 0,
    error               text,
    failure             text,
    metrics             text,
    files               text,
    backend             text,
    attempt             integer NOT NULL DEFAULT 0,
    percent             double precision,
    stage               text,
    webhook             text,
    webhook_events      text,
    traceparent         text,
    created_at          timestamptz NOT NULL,
    sent_at             timestamptz,
    started_at          timestamptz,
    completed_at        timestamptz,
    heard_at            timestamptz NOT NULL,
    silence_seconds     integer NOT NULL CHECK (silence_seconds > 0),
    lost_at             timestamptz,
    cancel_requested_at timestamptz,
    end_digest          bytea,
    last_event          integer NOT NULL DEFAULT 0
) WITH (fillfactor = 80);
COMMENT ON COLUMN prediction.id IS 'Time-ordered (UUID version 7 in base32hex): sorts as it was made';
COMMENT ON COLUMN prediction.input IS 'JSON text, as are output, metrics and files; secrets in it are masked';
COMMENT ON COLUMN prediction.sealed_input IS 'The input with its secrets, sealed with the id as owner, until the prediction has ended';
COMMENT ON COLUMN prediction.outputs IS 'How many items output has; 1 for one value';
COMMENT ON COLUMN prediction.logs_length IS 'UTF-16 units of logs';
COMMENT ON COLUMN prediction.files IS 'Stored outputs: as reported, or inferred from uploads while lost_at is set';
COMMENT ON COLUMN prediction.heard_at IS 'When the worker was last heard, or the prediction was made or sent to it';
COMMENT ON COLUMN prediction.lost_at IS 'When the silence became too long; null again when the worker is heard';
COMMENT ON COLUMN prediction.end_digest IS 'SHA-256 of end, output and error: tells a repeated end from a conflicting one';
COMMENT ON COLUMN prediction.last_event IS 'The highest seq in prediction_event';
CREATE INDEX prediction_of_tenant ON prediction (tenant, id);
CREATE INDEX prediction_of_model ON prediction (model_id, id);
-- small: what has not ended. Without heard_at, so that hearing from a worker touches no index
CREATE INDEX prediction_open ON prediction (id) WHERE completed_at IS NULL;

CREATE TABLE prediction_event (
    prediction_id text COLLATE "C" NOT NULL,
    seq           integer NOT NULL,
    type          text NOT NULL,
    data          text NOT NULL,
    at            timestamptz NOT NULL,
    PRIMARY KEY (prediction_id, seq)
);
COMMENT ON TABLE prediction_event IS 'What readers of the event stream get; seq is the event''s id there';

CREATE TABLE webhook_delivery (
    tenant        text NOT NULL,
    prediction_id text COLLATE "C" NOT NULL,
    body_hash     bytea NOT NULL,
    body          bytea NOT NULL,
    headers       text NOT NULL,
    verdict       text NOT NULL,
    reason        text,
    received_at   timestamptz NOT NULL,
    repeats       integer NOT NULL DEFAULT 0,
    repeated_at   timestamptz,
    PRIMARY KEY (tenant, prediction_id, body_hash)
);
COMMENT ON TABLE webhook_delivery IS 'Every webhook of a worker as it came; what came again is counted';
COMMENT ON COLUMN webhook_delivery.prediction_id IS 'Empty where the body names none';
COMMENT ON COLUMN webhook_delivery.verdict IS 'What became of it: the members of the enum Verdict';
CREATE INDEX webhook_delivery_orphans ON webhook_delivery (tenant, received_at) WHERE verdict IN ('ORPHAN', 'UNREADABLE');
CREATE INDEX webhook_delivery_age ON webhook_delivery USING brin (received_at);
