-- Outgoing messages. A row lives from the commit of the change it tells of until Kafka has it.

-- Relays share the work by lane: whoever holds a lane's row lock publishes what waits in it, so that the messages of one key
-- never leave from two relays at once.
CREATE TABLE outbox_lane (
    lane smallint PRIMARY KEY
);
INSERT INTO outbox_lane SELECT generate_series(0, 15);

CREATE SEQUENCE outbox_seq;

CREATE TABLE outbox (
    seq         bigint PRIMARY KEY,
    id          uuid NOT NULL,
    topic       text NOT NULL,
    key         text NOT NULL,
    headers     jsonb NOT NULL CHECK (jsonb_typeof(headers) = 'object'),
    payload     bytea,
    created_at  timestamptz NOT NULL DEFAULT now(),
    lane        smallint NOT NULL GENERATED ALWAYS AS ((hashtextextended(key, 0) & 15)::smallint) STORED,
    parked_at   timestamptz,
    park_reason text
) WITH (
    -- a queue: many short-lived rows, so dead ones are collected by count, not by share of the table
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000
);
COMMENT ON COLUMN outbox.seq IS 'Order of publication; within one key the order of commit';
COMMENT ON COLUMN outbox.parked_at IS 'Kafka refuses this very record; a person must look at it';
CREATE INDEX outbox_pending ON outbox (lane, seq) WHERE parked_at IS NULL;
CREATE INDEX outbox_parked ON outbox (parked_at) WHERE parked_at IS NOT NULL;

-- The lock is held until commit, and seq is drawn under it: of two transactions with a message of the same key, the one that
-- commits later has the higher seq. 1024 slots bound the locks of a transaction with very many messages.
CREATE FUNCTION outbox_draw_seq() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(TG_TABLE_SCHEMA), (hashtextextended(NEW.key, 0) & 1023)::int);
    NEW.seq := nextval(format('%I.outbox_seq', TG_TABLE_SCHEMA)::regclass);
    RETURN NEW;
END $$;
CREATE TRIGGER outbox_draw_seq BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_draw_seq();

CREATE FUNCTION outbox_wake_relays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify(TG_TABLE_SCHEMA || '.outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_wake_relays AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_wake_relays();

-- Which events each consumer has taken effect of, written in the transaction of the effect.
CREATE TABLE inbox (
    event_id    uuid NOT NULL,
    consumer    text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event_id, consumer)
);
CREATE INDEX inbox_received_at ON inbox (received_at);
