-- Tunnels made ahead (trestle.cloudflare.pool.size). They are rows of tunnel whose tenant is empty until somebody asks for their id.
ALTER TABLE tunnel ADD COLUMN secret_pooled boolean NOT NULL DEFAULT false;
ALTER TABLE tunnel ADD COLUMN pooling text CHECK (pooling IN ('OFFERED', 'RETIRED', 'CLAIMED'));
COMMENT ON COLUMN tunnel.tenant IS 'Empty for what the pool holds';
COMMENT ON COLUMN tunnel.secret_pooled IS 'The secret in force follows from the master key and the model alone, as the pool makes them';
COMMENT ON COLUMN tunnel.pooling IS 'OFFERED: nobody''s, standing or being made; RETIRED: nobody''s, removed by an operator; CLAIMED: a tenant''s, its record''s comment does not say so yet; null: not of the pool, or not to be told from others';
CREATE INDEX tunnel_pooling ON tunnel (pooling) WHERE pooling IS NOT NULL;

-- The work on the pool, as leased work: one replica at a time does each.
CREATE TABLE pool_work (
    name            text PRIMARY KEY,
    next_attempt_at timestamptz,
    leased_until    timestamptz,
    leased_by       uuid,
    attempts        int NOT NULL DEFAULT 0
);
INSERT INTO pool_work (name, next_attempt_at) VALUES ('fill', now()), ('label', now());
