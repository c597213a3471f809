-- A gang may give up the node of a slot that is over before the others.
ALTER TABLE slots ADD COLUMN released_at INTEGER;
ALTER TABLE slots ADD COLUMN kept_at INTEGER;
