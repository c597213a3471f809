-- What can be changed of a lease. Null: it was never changed, and stands in its request.
ALTER TABLE leases ADD COLUMN duration_ms BIGINT;
ALTER TABLE leases ADD COLUMN labels TEXT;
ALTER TABLE leases ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- The end of which an event has told in advance.
ALTER TABLE leases ADD COLUMN noticed_at BIGINT;

-- What an agent was told after GO, and the newest that it has reported as done.
ALTER TABLE slots ADD COLUMN instruction INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slots ADD COLUMN instructed_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE slots ADD COLUMN instruction_done INTEGER NOT NULL DEFAULT 0;

ALTER TABLE events ADD COLUMN version INTEGER;
ALTER TABLE events ADD COLUMN ends_at BIGINT;
