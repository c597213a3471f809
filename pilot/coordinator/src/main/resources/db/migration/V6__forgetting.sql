-- What is asked after every certificate, and for every lease that is forgotten, must not grow with what is kept.
CREATE INDEX idempotency_keys_of_lease ON idempotency_keys (lease);
DROP INDEX certificates_not_clean;
CREATE INDEX certificates_not_clean ON certificates (node, received_at) WHERE newest = 1 AND verdict <> 'CLEAN';
