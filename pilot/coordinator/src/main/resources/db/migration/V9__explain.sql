-- Reasons as codes, results, and what events say for programs. Null: a coordinator that did not know it has written the row.
ALTER TABLE leases ADD COLUMN reason_code TEXT;
ALTER TABLE leases ADD COLUMN result TEXT;
ALTER TABLE slots ADD COLUMN reason_code TEXT;

-- Of what has ended so much can be told without a doubt.
UPDATE leases SET result = CASE
    WHEN notice = 'KILL_ALL' THEN 'KILLED'
    WHEN notice = 'GUESTS_ENDED' THEN 'SUCCEEDED'
    WHEN notice = 'LEASE_ENDED' AND reason = 'its duration is over' THEN 'SUCCEEDED'
    WHEN notice = 'LEASE_ENDED' AND reason LIKE 'ended by %' THEN 'CANCELLED'
    WHEN notice IS NOT NULL AND notice <> 'LEASE_ENDED' THEN 'FAILED'
    END
WHERE state IN ('ENDING', 'ENDED');

ALTER TABLE events ADD COLUMN guest TEXT;
ALTER TABLE events ADD COLUMN state TEXT;
ALTER TABLE events ADD COLUMN attempt INTEGER;
ALTER TABLE events ADD COLUMN notice TEXT;
ALTER TABLE events ADD COLUMN verdict TEXT;
ALTER TABLE events ADD COLUMN reason_code TEXT;
ALTER TABLE events ADD COLUMN result TEXT;
ALTER TABLE events ADD COLUMN node TEXT;
ALTER TABLE events ADD COLUMN job TEXT;
ALTER TABLE events ADD COLUMN lrm_state TEXT;
ALTER TABLE events ADD COLUMN ended TEXT;
-- Guests of the slot that changed with the event, as JSON.
ALTER TABLE events ADD COLUMN guests TEXT;

-- Up to which sequence events are forgotten, some or all: after it nothing is missing.
CREATE TABLE history (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    gone BIGINT NOT NULL
);

-- What was forgotten before lies below the oldest event that is left.
INSERT INTO history (id, gone) SELECT 1, coalesce((SELECT min(sequence) FROM events), 1) - 1;

-- Labels of a lease, for those who look for it by them.
CREATE TABLE labels (
    lease TEXT NOT NULL REFERENCES leases (token),
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (lease, name)
);
CREATE INDEX labels_by_value ON labels (name, value);

-- A lease is looked for by the key that made it, whoever has used it.
CREATE INDEX idempotency_keys_by_key ON idempotency_keys (idempotency_key);
