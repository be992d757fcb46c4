ALTER TABLE job
    ADD COLUMN events      int NOT NULL DEFAULT 1,
    ADD COLUMN webhook     text,
    ADD COLUMN fingerprint text,
    ADD COLUMN follows     text,
    ADD COLUMN followed    boolean NOT NULL DEFAULT false,
    ADD COLUMN reused      boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN job.events IS 'How many changes were told: the number of the latest row of job_event';
COMMENT ON COLUMN job.webhook IS 'Where its end is told';
COMMENT ON COLUMN job.fingerprint IS 'Of graph, files and tenant, where an identical run may stand for this one';
COMMENT ON COLUMN job.follows IS 'The job whose outputs this one takes over when that one succeeds';
DROP INDEX job_waiting;
CREATE INDEX job_waiting ON job (priority DESC, seq) WHERE state = 'WAITING' AND follows IS NULL;
CREATE INDEX job_fingerprint ON job (fingerprint, seq DESC) WHERE fingerprint IS NOT NULL;
CREATE INDEX job_follows ON job (follows) WHERE follows IS NOT NULL AND state = 'WAITING';
CREATE INDEX job_ended ON job (ended_at) WHERE state IN ('SUCCEEDED', 'FAILED', 'CANCELED');
CREATE INDEX upload_content ON upload (sha256);

-- Who still needs a file. Not an index of job, whose rows change too often for it.
CREATE TABLE job_content (
    sha256 text NOT NULL,
    job_id text NOT NULL,
    PRIMARY KEY (sha256, job_id)
);
CREATE INDEX job_content_job ON job_content (job_id);
CREATE FUNCTION job_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO job_content (sha256, job_id)
    SELECT DISTINCT file ->> 'sha256', NEW.id FROM jsonb_array_elements(NEW.files || NEW.outputs) AS file ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER job_holds AFTER INSERT OR UPDATE OF outputs ON job FOR EACH ROW
    WHEN (NEW.files <> '[]' OR NEW.outputs <> '[]') EXECUTE FUNCTION job_holds();

-- Every change of every job, in order: whoever comes back reads on where it stopped.
CREATE TABLE job_event (
    job_id text NOT NULL,
    n      int NOT NULL,
    change text NOT NULL,
    PRIMARY KEY (job_id, n)
);

-- The latest picture of a job that runs. Lost in a crash of the database, as it may be.
CREATE UNLOGGED TABLE preview (
    job_id     text PRIMARY KEY,
    media_type text NOT NULL,
    image      bytea NOT NULL,
    shown_at   timestamptz NOT NULL DEFAULT now()
);

-- Ends of jobs that somebody wants to be told.
CREATE TABLE webhook (
    job_id          text PRIMARY KEY,
    url             text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    next_attempt_at timestamptz DEFAULT now(),
    leased_until    timestamptz,
    leased_by       uuid,
    attempts        int NOT NULL DEFAULT 0,
    failure         text
);
COMMENT ON COLUMN webhook.failure IS 'Why the latest attempt failed';

-- Commands that were taken from Kafka and are not jobs yet: their files have to be fetched first.
CREATE TABLE command (
    id              text PRIMARY KEY,
    body            text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    next_attempt_at timestamptz DEFAULT now(),
    leased_until    timestamptz,
    leased_by       uuid,
    attempts        int NOT NULL DEFAULT 0
);

CREATE FUNCTION job_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.events := OLD.events + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER job_count BEFORE UPDATE OF state, percent, stage, cancel_cause ON job FOR EACH ROW EXECUTE FUNCTION job_count();

CREATE OR REPLACE FUNCTION job_tell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END;
    now_is text := json_build_object('n', NEW.events, 'id', NEW.id, 'tenant', NEW.tenant, 'client', NEW.client_id,
        'state', NEW.state, 'percent', NEW.percent, 'stage', left(NEW.stage, 200), 'backend', NEW.backend_id, 'attempt', NEW.attempt,
        -- a notification holds 8000 bytes
        'detail', left(NEW.failure_detail, 500), 'at', clock_timestamp())::text;
BEGIN
    IF NEW.state IS DISTINCT FROM was THEN
        IF NEW.state = 'ASSIGNED' THEN
            PERFORM pg_notify(TG_TABLE_SCHEMA || '.backend_work', NEW.backend_id);
        ELSIF NEW.state <> 'RUNNING' THEN
            PERFORM pg_notify(TG_TABLE_SCHEMA || '.job_waiting', '');
        END IF;
        IF NEW.webhook IS NOT NULL AND NEW.state IN ('SUCCEEDED', 'FAILED', 'CANCELED') THEN
            INSERT INTO webhook (job_id, url) VALUES (NEW.id, NEW.webhook) ON CONFLICT DO NOTHING;
            PERFORM pg_notify(TG_TABLE_SCHEMA || '.webhook', NEW.id);
        END IF;
    ELSIF NEW.cancel_cause IS DISTINCT FROM OLD.cancel_cause AND NEW.state = 'RUNNING' THEN
        PERFORM pg_notify(TG_TABLE_SCHEMA || '.backend_work', NEW.backend_id);
    END IF;
    INSERT INTO job_event (job_id, n, change) VALUES (NEW.id, NEW.events, now_is);
    PERFORM pg_notify(TG_TABLE_SCHEMA || '.job_changed', now_is);
    RETURN NULL;
END $$;

-- Who has sockets open for which client id, so that the last one to leave is known to be the last. As short-lived as the sockets.
CREATE UNLOGGED TABLE watching_replica (
    id      uuid PRIMARY KEY,
    seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNLOGGED TABLE watched (
    tenant    text NOT NULL,
    client_id text NOT NULL,
    replica   uuid NOT NULL,
    PRIMARY KEY (tenant, client_id, replica)
);
CREATE INDEX watched_replica ON watched (replica);
