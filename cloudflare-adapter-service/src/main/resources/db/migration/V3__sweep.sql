-- The sweeps, as leased work: one replica at a time does each.
CREATE TABLE sweep (
    name            text PRIMARY KEY,
    finished_at     timestamptz,
    next_attempt_at timestamptz,
    leased_until    timestamptz,
    leased_by       uuid,
    attempts        int NOT NULL DEFAULT 0
);
INSERT INTO sweep (name, next_attempt_at) VALUES ('health', now()), ('drift', now());

-- What the last drift sweep found that belongs to no tunnel of the table.
CREATE TABLE stray (
    kind        text NOT NULL,
    cloudflare_id text NOT NULL,
    name        text NOT NULL,
    detail      text NOT NULL,
    model_id    text,
    tenant      text,
    observed_at timestamptz NOT NULL,
    PRIMARY KEY (kind, cloudflare_id)
);
