-- Ids whose tunnels were made ahead, for models to come.
CREATE TABLE tunnel_offer (
    model_id   text PRIMARY KEY,
    offered_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE tunnel_offer IS 'A row goes in the transaction that stores the model of its id; one whose id has a model already is never drawn';
CREATE INDEX tunnel_offer_oldest ON tunnel_offer (offered_at);
