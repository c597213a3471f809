-- What the LRM is to be told of a node: the durable intent of a drain, and of its lifting. No row: nothing.
CREATE TABLE drains (
    node      TEXT PRIMARY KEY,
    step      TEXT NOT NULL,
    reason    TEXT NOT NULL,
    since     BIGINT NOT NULL,
    -- The LRM's words when it was told in vain, and since when that is so.
    failure   TEXT,
    failed_at BIGINT
);

-- A person's own look at a node from which no certificate can come any more: it counts against everything before it.
CREATE TABLE looks (
    node      TEXT PRIMARY KEY,
    looked_at BIGINT NOT NULL,
    who       TEXT NOT NULL,
    words     TEXT NOT NULL
);

CREATE INDEX slots_by_state ON slots (state);
