-- Who may call, and the keys of the service itself.

CREATE TABLE tenant (
    id         text PRIMARY KEY,
    name       text NOT NULL,
    created_at timestamptz NOT NULL
);

-- The tenants of the keys that come from the environment.
INSERT INTO tenant (id, name, created_at) VALUES ('operator', 'Operator', now()), ('local', 'Local stack', now());

CREATE TABLE api_key (
    id         text PRIMARY KEY,
    tenant     text NOT NULL REFERENCES tenant,
    label      text NOT NULL,
    operator   boolean NOT NULL,
    hint       text NOT NULL,
    lookup     text NOT NULL,
    hash       text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
COMMENT ON COLUMN api_key.hash IS 'SHA-256 of the key, hexadecimal; the key itself is shown once and kept nowhere';
COMMENT ON COLUMN api_key.hint IS 'The first characters of the key, for its owner to recognise it';
COMMENT ON COLUMN api_key.lookup IS 'The first 16 digits of the hash: finds the row, and says nothing about the rest of the hash';
CREATE INDEX api_key_lookup ON api_key (lookup);
CREATE INDEX api_key_of_tenant ON api_key (tenant, created_at);

CREATE TABLE service_key (
    id            text PRIMARY KEY,
    purpose       text NOT NULL CHECK (purpose IN ('SIGN', 'ENCRYPT')),
    public_jwk    text NOT NULL,
    sealed_key_id text NOT NULL,
    sealed        bytea NOT NULL,
    created_at    timestamptz NOT NULL,
    retired_at    timestamptz
);
COMMENT ON TABLE service_key IS 'EC P-256 key pairs: SIGN for tokens, ENCRYPT for tunnel credentials that are sent to us';
COMMENT ON COLUMN service_key.sealed IS 'The private JWK, sealed with the key''s id as owner';
COMMENT ON COLUMN service_key.retired_at IS 'When another key took over; a retired key still verifies and decrypts';
CREATE UNIQUE INDEX service_key_active ON service_key (purpose) WHERE retired_at IS NULL;
