-- What slots have used that are over: sums by UTC day (YYYY-MM-DD), written in the commit that ends a slot; they stay when leases are forgotten.
CREATE TABLE usage (
    day      TEXT NOT NULL,
    project  TEXT NOT NULL,
    owner    TEXT NOT NULL,
    -- The LRM's; empty: the request named none.
    account  TEXT NOT NULL,
    -- Those that were over on that day.
    slots    BIGINT NOT NULL,
    node_ms  BIGINT NOT NULL,
    guest_ms BIGINT NOT NULL,
    PRIMARY KEY (day, project, owner, account)
);

-- When the slot was added to the sums: once. Those that were over before there were sums are in none.
ALTER TABLE slots ADD COLUMN counted_at BIGINT;
UPDATE slots SET counted_at = ended_at WHERE state = 'ENDED';
