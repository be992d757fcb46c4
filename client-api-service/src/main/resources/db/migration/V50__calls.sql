-- Remote calls: their clients, what runs, and the frames that clients get.

CREATE TABLE rpc_client (
    id        uuid PRIMARY KEY,
    tenant    text NOT NULL,
    last_seq  bigint NOT NULL DEFAULT 0,
    opened_at timestamptz NOT NULL,
    seen_at   timestamptz NOT NULL
);
COMMENT ON COLUMN rpc_client.last_seq IS 'Number of the client''s latest frame. Whoever adds frames holds this row, so frames commit in the order of their numbers';
COMMENT ON COLUMN rpc_client.seen_at IS 'When a socket of the client was last open';
CREATE INDEX rpc_client_seen ON rpc_client (seen_at);

CREATE TABLE rpc_frame (
    client_id  uuid NOT NULL REFERENCES rpc_client ON DELETE CASCADE,
    seq        bigint NOT NULL,
    frame      text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (client_id, seq)
);
CREATE INDEX rpc_frame_age ON rpc_frame (created_at);

CREATE TABLE rpc_request (
    id               uuid PRIMARY KEY,
    client_id        uuid NOT NULL REFERENCES rpc_client ON DELETE CASCADE,
    tenant           text NOT NULL,
    operator         boolean NOT NULL,
    method           text NOT NULL,
    params           text NOT NULL,
    checkpoint       text,
    state            text NOT NULL CHECK (state IN ('RUNNING', 'FINISHED', 'FAILED', 'CANCELLED')),
    cancel_requested boolean NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL,
    ended_at         timestamptz,
    next_attempt_at  timestamptz,
    leased_until     timestamptz,
    leased_by        uuid,
    attempts         integer NOT NULL DEFAULT 0
);
COMMENT ON COLUMN rpc_request.checkpoint IS 'How far the method came, written with the frames that say so: another replica goes on from there';
CREATE INDEX rpc_request_due ON rpc_request (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX rpc_request_running ON rpc_request (tenant) WHERE state = 'RUNNING';
CREATE INDEX rpc_request_of_client ON rpc_request (client_id);
