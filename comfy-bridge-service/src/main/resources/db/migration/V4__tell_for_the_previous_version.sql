-- A version without the ledger relies on this trigger to tell the replicas what it changes, and runs beside this one during a rollout. Connections of
-- this version have the setting (application.properties), and tell by themselves.
CREATE FUNCTION job_tell_replicas() RETURNS trigger LANGUAGE plpgsql AS $$
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
    PERFORM pg_notify(TG_TABLE_SCHEMA || '.job_changed', json_build_object('n', NEW.events, 'id', NEW.id, 'tenant', NEW.tenant,
        'client', NEW.client_id, 'state', NEW.state, 'percent', NEW.percent, 'stage', left(NEW.stage, 200), 'backend', NEW.backend_id,
        'attempt', NEW.attempt, 'detail', left(NEW.failure_detail, 500), 'at', now())::text);
    RETURN NULL;
END $$;
CREATE TRIGGER job_tell_replicas AFTER INSERT OR UPDATE OF state, percent, stage, cancel_cause ON job FOR EACH ROW
    WHEN (current_setting('trestle.ledger', true) IS NULL) EXECUTE FUNCTION job_tell_replicas();
