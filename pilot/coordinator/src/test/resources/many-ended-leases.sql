-- :leases ended leases of one slot with two guests, a minute apart until 2026-11-01, on ten nodes, four events and a certificate each.
CREATE TEMP TABLE n AS
WITH RECURSIVE counter (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < :leases)
SELECT i,
    'v' || substr('abcdefghijklmnopqrstuvwxyz234567', (i & 31) + 1, 1)
        || substr('abcdefghijklmnopqrstuvwxyz234567', ((i >> 5) & 31) + 1, 1)
        || substr('abcdefghijklmnopqrstuvwxyz234567', ((i >> 10) & 31) + 1, 1)
        || substr('abcdefghijklmnopqrstuvwxyz234567', ((i >> 15) & 31) + 1, 1) || 'aaa' AS token,
    1793491200000 - (:leases - i) * 60000 AS at,
    'node' || (i % 10) AS node
FROM counter;
INSERT INTO leases (token, name, state, attempt, submission, lost_at, created_at, retry_at, go_at, ended_at, notice, reason, settled, request)
SELECT token, 'night-' || (i % 100), 'ENDED', 1, 'NONE', NULL, at, NULL, at + 1000, at + 30000, 'LEASE_ENDED', 'its duration is over', 1,
    ':request'
FROM n;
INSERT INTO slots (slot, lease, attempt, place, state, job, cancel, lrm_state, lrm_node, lrm_asked_at, notice, verdict, reason, accepted_at, claimed_at, ended_at)
SELECT token || 'a1.1', token, 1, 1, 'ENDED', CAST(i AS TEXT), 'NONE', 'ENDED', node, at, 'LEASE_ENDED', 'CLEAN', '', at, at + 500, at + 30000 FROM n;
INSERT INTO claims (slot, node, job, nonce, boot_id) SELECT token || 'a1.1', node, CAST(i AS TEXT), '00000000000000000000000000000000', 'boot' FROM n;
INSERT INTO guests (slot, guest, state, ended) SELECT token || 'a1.1', 0, 'ENDED', 'POLITE' FROM n;
INSERT INTO guests (slot, guest, state, ended) SELECT token || 'a1.1', 1, 'ENDED', 'POLITE' FROM n;
INSERT INTO events (sequence, at, lease, slot, event, words) SELECT i * 4 - 3, at, token, NULL, 'CREATED', 'night' FROM n;
INSERT INTO events (sequence, at, lease, slot, event, words) SELECT i * 4 - 2, at, token, token || 'a1.1', 'CLAIMED', 'by ' || node FROM n;
INSERT INTO events (sequence, at, lease, slot, event, words) SELECT i * 4 - 1, at, token, token || 'a1.1', 'CERTIFICATE', 'clean' FROM n;
INSERT INTO events (sequence, at, lease, slot, event, words) SELECT i * 4, at, token, NULL, 'ENDED', 'its duration is over' FROM n;
INSERT INTO certificates (id, slot, lease, node, received_at, looks, newest, verdict, detail, content)
SELECT i, token || 'a1.1', token, node, at + 30000, 1, 1, 'CLEAN', '', '{"verdict":"clean","slot":"' || token || 'a1.1","node":"' || node || '"}' FROM n;
DROP TABLE n;
