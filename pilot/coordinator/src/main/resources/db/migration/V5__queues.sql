-- What nodes did to pilots, and what waiting in a queue came to.
ALTER TABLE slots ADD COLUMN node_failed_at BIGINT;
ALTER TABLE slots ADD COLUMN node_refused_at BIGINT;
ALTER TABLE slots ADD COLUMN avoiding_at BIGINT;
ALTER TABLE slots ADD COLUMN given_back_at BIGINT;
-- Why the node is drained: only a person gives a black hole back.
ALTER TABLE drains ADD COLUMN cause TEXT NOT NULL DEFAULT 'NOT_CLEAN';
