-- Whose a lease is. Those of before have no owner and are of the one project that there was.
ALTER TABLE leases ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE leases ADD COLUMN project TEXT NOT NULL DEFAULT 'default';
CREATE INDEX leases_of_project ON leases (project, created_at);
CREATE INDEX leases_of_owner ON leases (owner, created_at);

-- A submitter reads its project's events alone: however many others there are, they are not looked through.
ALTER TABLE events ADD COLUMN project TEXT NOT NULL DEFAULT 'default';
CREATE INDEX events_of_project ON events (project, sequence);

-- Two submitters may use the same key.
CREATE TABLE owned_keys (
    project         TEXT NOT NULL,
    owner           TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    lease           TEXT NOT NULL REFERENCES leases (token),
    request         TEXT NOT NULL,
    made_at         BIGINT NOT NULL,
    PRIMARY KEY (project, owner, idempotency_key)
);
INSERT INTO owned_keys (project, owner, idempotency_key, lease, request, made_at)
    SELECT 'default', '', idempotency_key, lease, request, made_at FROM idempotency_keys;
DROP TABLE idempotency_keys;
ALTER TABLE owned_keys RENAME TO idempotency_keys;
CREATE INDEX idempotency_keys_of_lease ON idempotency_keys (lease);

-- Who may call the API. The token itself is nowhere: its SHA-256.
CREATE TABLE tokens (
    token      TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    hash       TEXT NOT NULL UNIQUE,
    role       TEXT NOT NULL,
    project    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    revoked_by TEXT
);

-- What was changed through the API, and what was refused to somebody who is known.
CREATE TABLE audit (
    sequence BIGINT PRIMARY KEY,
    at       BIGINT NOT NULL,
    who      TEXT NOT NULL,
    address  TEXT NOT NULL,
    action   TEXT NOT NULL,
    target   TEXT NOT NULL,
    status   INTEGER NOT NULL,
    code     TEXT NOT NULL,
    words    TEXT NOT NULL
);
CREATE INDEX audit_refusals ON audit (sequence) WHERE status >= 400;
