-- What a node said of itself with its last claim: who the agent is, and what the node is made of and allows, as JSON.
CREATE TABLE node_facts (
    node     TEXT PRIMARY KEY,
    told_at  BIGINT NOT NULL,
    agent    TEXT NOT NULL,
    facts    TEXT,
    facts_at BIGINT NOT NULL
);
