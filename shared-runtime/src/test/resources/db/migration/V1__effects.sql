-- What the consumer under test did, one row per run of its effect that was committed.
CREATE TABLE effect (
    n          bigserial PRIMARY KEY,
    request_id text NOT NULL
);
