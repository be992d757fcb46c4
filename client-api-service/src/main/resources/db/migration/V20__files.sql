-- Files: what is kept once (stored_object), and under which names its owners know it (file).

CREATE TABLE stored_object (
    hash       text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
    key        text NOT NULL UNIQUE,
    size       bigint NOT NULL CHECK (size >= 0),
    created_at timestamptz NOT NULL
);
COMMENT ON COLUMN stored_object.hash IS 'SHA-256 of the bytes, hexadecimal';
COMMENT ON COLUMN stored_object.key IS 'Where the file store has them; an object without a row is a leftover';

CREATE TABLE file (
    tenant        text NOT NULL,
    hash          text NOT NULL REFERENCES stored_object,
    name          text NOT NULL,
    media_type    text NOT NULL,
    prediction_id text,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant, hash, name)
);
COMMENT ON COLUMN file.prediction_id IS 'What the uploader said; means nothing to other tenants';
CREATE INDEX file_by_address ON file (hash, name);
CREATE INDEX file_of_prediction ON file (tenant, prediction_id, created_at) WHERE prediction_id IS NOT NULL;

CREATE TABLE file_usage (
    tenant text PRIMARY KEY,
    bytes  bigint NOT NULL CHECK (bytes >= 0)
);
COMMENT ON TABLE file_usage IS 'The sum over a tenant''s files, so that a quota holds for uploads that end at the same time';

-- What the existing client says every hour.
ALTER TABLE model ADD COLUMN heartbeat_at timestamptz, ADD COLUMN heartbeat_status text;
