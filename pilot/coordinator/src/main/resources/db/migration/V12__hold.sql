-- What the site itself lets not start. Nodes: as a set is written; null: not of nodes.
CREATE TABLE holds (
    number     BIGINT PRIMARY KEY,
    queue      TEXT,
    nodes      TEXT,
    who        TEXT NOT NULL,
    why        TEXT NOT NULL,
    since      BIGINT NOT NULL,
    until      BIGINT,
    released_at BIGINT
);

-- A claim that met a node which is closed, a hold or a window: its attempt costs nothing.
ALTER TABLE slots ADD COLUMN declined_at BIGINT;
