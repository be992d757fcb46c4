-- The calls that are left, for all replicas together. One row.
CREATE TABLE call_budget (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    tokens        float8 NOT NULL,
    refilled_at   timestamptz NOT NULL,
    blocked_until timestamptz
) WITH (fillfactor = 50);
COMMENT ON COLUMN call_budget.tokens IS 'Calls left at refilled_at; never more than the configured limit counts';
COMMENT ON COLUMN call_budget.blocked_until IS 'Cloudflare said 429: no call before';
INSERT INTO call_budget (tokens, refilled_at) VALUES (1e9, now());
