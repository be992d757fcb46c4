-- The ledger tells the replicas itself: it knows who has to hear. What stays here is what every change leaves behind.
CREATE OR REPLACE FUNCTION job_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO job_event (job_id, n, change) VALUES (NEW.id, NEW.events, json_build_object('n', NEW.events, 'id', NEW.id,
        'tenant', NEW.tenant, 'client', NEW.client_id, 'state', NEW.state, 'percent', NEW.percent, 'stage', left(NEW.stage, 200),
        'backend', NEW.backend_id, 'attempt', NEW.attempt, 'detail', left(NEW.failure_detail, 500), 'at', now())::text);
    IF NEW.webhook IS NOT NULL AND NEW.state IN ('SUCCEEDED', 'FAILED', 'CANCELED') THEN
        INSERT INTO webhook (job_id, url) VALUES (NEW.id, NEW.webhook) ON CONFLICT DO NOTHING;
        PERFORM pg_notify(TG_TABLE_SCHEMA || '.webhook', NEW.id);
    END IF;
    RETURN NULL;
END $$;

-- Counted for callers who ask how many wait or run.
CREATE INDEX job_unfinished ON job (seq) WHERE state IN ('WAITING', 'ASSIGNED', 'RUNNING');
