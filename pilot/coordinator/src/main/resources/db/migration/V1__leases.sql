-- Times are milliseconds since 1970 (UTC). Words of enumerations are as in the code. SQL that PostgreSQL takes too.

CREATE TABLE leases (
    token       TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    state       TEXT NOT NULL,
    attempt     INTEGER NOT NULL,
    -- The durable intent of a submit, and when its answer was lost.
    submission  TEXT NOT NULL,
    lost_at     BIGINT,
    created_at  BIGINT NOT NULL,
    retry_at    BIGINT,
    go_at       BIGINT,
    ended_at    BIGINT,
    notice      TEXT,
    reason      TEXT NOT NULL,
    -- 1: nothing can happen any more but a late word of a node.
    settled     INTEGER NOT NULL,
    request     TEXT NOT NULL
);
CREATE INDEX leases_open ON leases (settled);
CREATE INDEX leases_newest ON leases (created_at);

CREATE TABLE slots (
    slot          TEXT PRIMARY KEY,
    lease         TEXT NOT NULL REFERENCES leases (token),
    attempt       INTEGER NOT NULL,
    place         INTEGER NOT NULL,
    state         TEXT NOT NULL,
    job           TEXT,
    -- The durable intent of a cancel.
    cancel        TEXT NOT NULL,
    lrm_state     TEXT,
    lrm_node      TEXT,
    lrm_reason    TEXT,
    lrm_asked_at  BIGINT,
    notice        TEXT,
    verdict       TEXT,
    reason        TEXT NOT NULL,
    submitting_at BIGINT,
    accepted_at   BIGINT,
    began_at      BIGINT,
    claimed_at    BIGINT,
    ready_at      BIGINT,
    go_at         BIGINT,
    starting_at   BIGINT,
    up_at         BIGINT,
    ending_at     BIGINT,
    cancelled_at  BIGINT,
    missing_at    BIGINT,
    over_at       BIGINT,
    ended_at      BIGINT
);
CREATE INDEX slots_of_lease ON slots (lease);

-- The claim that won, one per slot.
CREATE TABLE claims (
    slot    TEXT PRIMARY KEY REFERENCES slots (slot),
    node    TEXT NOT NULL,
    job     TEXT NOT NULL,
    nonce   TEXT NOT NULL,
    boot_id TEXT NOT NULL
);

CREATE TABLE guests (
    slot  TEXT NOT NULL REFERENCES slots (slot),
    guest INTEGER NOT NULL,
    state TEXT NOT NULL,
    ended TEXT,
    PRIMARY KEY (slot, guest)
);

CREATE TABLE events (
    sequence BIGINT PRIMARY KEY,
    at       BIGINT NOT NULL,
    lease    TEXT NOT NULL,
    slot     TEXT,
    event    TEXT NOT NULL,
    words    TEXT NOT NULL
);
CREATE INDEX events_of_lease ON events (lease, sequence);

-- Every different certificate that came, as the node wrote it. newest: 1 for the one with the most looks of its slot and node.
CREATE TABLE certificates (
    id          BIGINT PRIMARY KEY,
    slot        TEXT NOT NULL,
    lease       TEXT NOT NULL,
    node        TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    looks       INTEGER NOT NULL,
    newest      INTEGER NOT NULL,
    verdict     TEXT NOT NULL,
    detail      TEXT NOT NULL,
    content     TEXT NOT NULL
);
CREATE INDEX certificates_of_slot ON certificates (slot, node);
CREATE INDEX certificates_of_lease ON certificates (lease);
CREATE INDEX certificates_not_clean ON certificates (newest, verdict);

-- Reports may come doubled: slot and sequence name one for ever.
CREATE TABLE reports (
    slot        TEXT NOT NULL,
    sequence    INTEGER NOT NULL,
    received_at BIGINT NOT NULL,
    event       TEXT NOT NULL,
    elapsed_ms  BIGINT NOT NULL,
    guest       INTEGER,
    words       TEXT NOT NULL,
    PRIMARY KEY (slot, sequence)
);

CREATE TABLE idempotency_keys (
    idempotency_key TEXT PRIMARY KEY,
    lease           TEXT NOT NULL REFERENCES leases (token),
    request         TEXT NOT NULL,
    made_at         BIGINT NOT NULL
);

CREATE TABLE nodes (
    node    TEXT PRIMARY KEY,
    seen_at BIGINT NOT NULL
);
