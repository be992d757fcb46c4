-- The same lock and the same numbers as before, without looking up the sequence's name for each row, which took longer than the rest.
DO $migration$
BEGIN
    EXECUTE format($create$
        CREATE OR REPLACE FUNCTION outbox_draw_seq() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            PERFORM pg_advisory_xact_lock(%s, (hashtextextended(NEW.key, 0) & 1023)::int);
            NEW.seq := nextval(%L::regclass);
            RETURN NEW;
        END $body$ $create$, hashtext(current_schema()), format('%I.outbox_seq', current_schema()));
END $migration$;
