-- ComfyUI servers. A row is leased by the one replica that drives the server.
CREATE TABLE backend (
    id              text PRIMARY KEY,
    url             text NOT NULL UNIQUE,
    state           text NOT NULL DEFAULT 'UNKNOWN',
    state_reason    text,
    state_since     timestamptz NOT NULL DEFAULT now(),
    draining        boolean NOT NULL DEFAULT false,
    removed         boolean NOT NULL DEFAULT false,
    version         text,
    device          text,
    memory          bigint NOT NULL DEFAULT 0,
    loaded_models   text[] NOT NULL DEFAULT '{}',
    free_asked      boolean NOT NULL DEFAULT false,
    seen_at         timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    next_attempt_at timestamptz DEFAULT now(),
    leased_until    timestamptz,
    leased_by       uuid,
    attempts        int NOT NULL DEFAULT 0
);
COMMENT ON COLUMN backend.state IS 'UNKNOWN, READY, UNREACHABLE, QUARANTINED';
COMMENT ON COLUMN backend.draining IS 'Takes no new jobs; those it has end there';
COMMENT ON COLUMN backend.memory IS 'Of its largest card, in bytes; 0 where it has none or was never reached';

CREATE TABLE job (
    id              text PRIMARY KEY,
    seq             bigint GENERATED ALWAYS AS IDENTITY,
    tenant          text NOT NULL,
    client_id       text,
    workflow        text NOT NULL,
    graph           text NOT NULL,
    models          text[] NOT NULL DEFAULT '{}',
    files           jsonb NOT NULL DEFAULT '[]',
    state           text NOT NULL DEFAULT 'WAITING',
    priority        int NOT NULL DEFAULT 0,
    deadline        timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    ended_at        timestamptz,
    backend_id      text,
    prompt_id       text,
    attempt         int NOT NULL DEFAULT 0,
    lost            int NOT NULL DEFAULT 0,
    memory_trouble  int NOT NULL DEFAULT 0,
    needs_memory    bigint NOT NULL DEFAULT 0,
    busted          boolean NOT NULL DEFAULT false,
    decision        jsonb,
    expected_ms     bigint NOT NULL DEFAULT 0,
    percent         float8 NOT NULL DEFAULT 0,
    stage           text,
    cancel_cause    text,
    failure         text,
    failure_detail  text,
    outputs         jsonb NOT NULL DEFAULT '[]',
    delivered       boolean NOT NULL DEFAULT false,
    request_hash    text
);
COMMENT ON COLUMN job.graph IS 'As it is sent: text, so that every number stays what it was';
COMMENT ON COLUMN job.files IS 'Input files: [{"input": "10/image", "name", "sha256", "contentType"}]; their bytes go to the backend at each attempt';
COMMENT ON COLUMN job.state IS 'WAITING, ASSIGNED, RUNNING, SUCCEEDED, FAILED, CANCELED';
COMMENT ON COLUMN job.lost IS 'Attempts that ended with their backend';
COMMENT ON COLUMN job.needs_memory IS 'Backends with less memory are not tried any more';
COMMENT ON COLUMN job.decision IS 'Why this backend: what was expected of each';
COMMENT ON COLUMN job.delivered IS 'The client id has its results; they are not shown again under it';
CREATE INDEX job_waiting ON job (priority DESC, seq) WHERE state = 'WAITING';
CREATE INDEX job_open ON job (backend_id) WHERE state IN ('ASSIGNED', 'RUNNING');
CREATE INDEX job_client ON job (tenant, client_id, seq DESC) WHERE client_id IS NOT NULL;
CREATE INDEX job_tenant ON job (tenant, seq DESC);
CREATE INDEX job_deadline ON job (deadline) WHERE state IN ('WAITING', 'ASSIGNED', 'RUNNING');

-- A cancel that came before its job.
CREATE TABLE early_cancel (
    job_id     text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Uploaded files under the names that callers were told; the bytes are in the content store.
CREATE TABLE upload (
    tenant       text NOT NULL,
    name         text NOT NULL,
    sha256       text NOT NULL,
    content_type text NOT NULL,
    size         bigint NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, name)
);

-- Runs that were ever asked for. Sixteen rows, so that concurrent requests do not wait for one another.
CREATE TABLE generation_count (
    shard int PRIMARY KEY,
    count bigint NOT NULL DEFAULT 0
);
INSERT INTO generation_count (shard) SELECT generate_series(0, 15);

-- How long workflows took, in milliseconds, as a moving average; cold runs loaded models first.
CREATE TABLE run_time (
    workflow   text NOT NULL,
    backend_id text NOT NULL,
    cold       boolean NOT NULL,
    millis     float8 NOT NULL,
    samples    int NOT NULL DEFAULT 1,
    PRIMARY KEY (workflow, backend_id, cold)
);

-- What is asked for by an Idempotency-Key, per tenant.
CREATE TABLE idempotency (
    tenant       text NOT NULL,
    key          text NOT NULL,
    request_hash text NOT NULL,
    job_id       text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, key)
);

-- Tells the replicas: the router, the driver of a backend, and whoever watches a job.
CREATE FUNCTION job_tell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END;
BEGIN
    IF NEW.state IS DISTINCT FROM was THEN
        IF NEW.state = 'ASSIGNED' THEN
            PERFORM pg_notify(TG_TABLE_SCHEMA || '.backend_work', NEW.backend_id);
        ELSIF NEW.state <> 'RUNNING' THEN
            PERFORM pg_notify(TG_TABLE_SCHEMA || '.job_waiting', '');
        END IF;
    ELSIF NEW.cancel_cause IS DISTINCT FROM OLD.cancel_cause AND NEW.state = 'RUNNING' THEN
        PERFORM pg_notify(TG_TABLE_SCHEMA || '.backend_work', NEW.backend_id);
    END IF;
    PERFORM pg_notify(TG_TABLE_SCHEMA || '.job_changed', json_build_object('id', NEW.id, 'tenant', NEW.tenant, 'client', NEW.client_id,
        'state', NEW.state, 'percent', NEW.percent, 'stage', left(NEW.stage, 200), 'backend', NEW.backend_id, 'attempt', NEW.attempt,
        -- a notification holds 8000 bytes
        'detail', left(NEW.failure_detail, 500))::text);
    RETURN NULL;
END $$;
CREATE TRIGGER job_tell AFTER INSERT OR UPDATE OF state, percent, stage, cancel_cause ON job FOR EACH ROW EXECUTE FUNCTION job_tell();
