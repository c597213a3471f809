-- Kill-all's freeze: the one row is there until thaw.
CREATE TABLE freeze (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    since BIGINT NOT NULL,
    who   TEXT NOT NULL,
    why   TEXT NOT NULL
);
