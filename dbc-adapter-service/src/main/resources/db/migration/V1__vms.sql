-- A renter's right to use one GPU node. Secrets are sealed with the id as associated data.
CREATE TABLE credential (
    id                text PRIMARY KEY,
    tenant            text NOT NULL,
    node_id           text NOT NULL,
    name              text NOT NULL,
    kind              text NOT NULL,
    wallet            text,
    rent_order        text,
    secret_key_id     text NOT NULL,
    secret            bytea NOT NULL,
    accepted          boolean,
    refusal           text,
    checked_at        timestamptz,
    rental_ends_at    timestamptz,
    gpu_indexes       text NOT NULL DEFAULT '',
    told_at           timestamptz,
    warned            text,
    created_at        timestamptz NOT NULL,
    UNIQUE (tenant, node_id, name)
);
COMMENT ON COLUMN credential.kind IS 'KEY: signs by itself; SESSION: a signed session; UNSIGNED: a session whose signature is still to come';
COMMENT ON COLUMN credential.accepted IS 'Whether the node took it at the last check; NULL before the first';
COMMENT ON COLUMN credential.told_at IS 'When RentalSeen was last told';
COMMENT ON COLUMN credential.warned IS 'The nearest warning before the end that was told';
CREATE INDEX credential_node ON credential (node_id);

-- The queue of a GPU node. It does one thing after the other, so one replica at a time talks to it about its VMs.
CREATE TABLE gpu_node (
    node_id         text PRIMARY KEY,
    next_attempt_at timestamptz,
    leased_until    timestamptz,
    leased_by       uuid,
    attempts        int NOT NULL DEFAULT 0
);
CREATE INDEX gpu_node_due ON gpu_node (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX gpu_node_leased_by ON gpu_node (leased_by) WHERE leased_by IS NOT NULL;

-- A VM from its request on. The document is what the rules of its life work on; the columns repeat what is searched by.
CREATE TABLE vm (
    id              text PRIMARY KEY,
    tenant          text NOT NULL,
    node_id         text NOT NULL REFERENCES gpu_node,
    credential_id   text NOT NULL REFERENCES credential,
    state           text NOT NULL,
    over            boolean NOT NULL,
    task_id         text,
    version         bigint NOT NULL,
    document        jsonb NOT NULL,
    idempotency_key text,
    fingerprint     text,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    UNIQUE (tenant, idempotency_key)
);
COMMENT ON COLUMN vm.over IS 'Nothing of it is left on the node, and nothing can come any more';
CREATE INDEX vm_of_node ON vm (node_id) WHERE NOT over;
CREATE INDEX vm_of_tenant ON vm (tenant, id);
CREATE INDEX vm_of_credential ON vm (credential_id);

-- What was told of a VM, in order: its history, and what a reader of its event stream gets again after a break.
CREATE TABLE vm_event (
    seq   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vm_id text NOT NULL REFERENCES vm,
    at    timestamptz NOT NULL,
    type  text NOT NULL,
    data  jsonb NOT NULL
);
CREATE INDEX vm_event_vm ON vm_event (vm_id, seq);
