-- Calls to workers: one row for each prediction that a worker must be told of (to run it, or to cancel it). Leased long work.

CREATE TABLE prediction_call (
    prediction_id   text COLLATE "C" PRIMARY KEY,
    requested_at    timestamptz NOT NULL,
    next_attempt_at timestamptz,
    leased_until    timestamptz,
    leased_by       uuid,
    attempts        integer NOT NULL DEFAULT 0
);
COMMENT ON COLUMN prediction_call.requested_at IS 'When the run, or later its cancellation, was asked for: the patience counts from here';
CREATE INDEX prediction_call_due ON prediction_call (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
