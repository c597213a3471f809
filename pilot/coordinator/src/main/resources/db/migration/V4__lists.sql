-- What lists go by, and what retention looks for: a store of a year has hundreds of thousands of leases.
CREATE INDEX leases_ended ON leases (settled, ended_at);
CREATE INDEX leases_in_state ON leases (state, created_at);
CREATE INDEX leases_by_name ON leases (name, created_at);
CREATE INDEX claims_of_node ON claims (node);
DROP INDEX leases_open;
