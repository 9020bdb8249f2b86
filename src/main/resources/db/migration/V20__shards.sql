-- The instances that read shards, by this database's clock. The address is for people.
CREATE TABLE instances (
    id      VARCHAR(36) PRIMARY KEY,
    address VARCHAR(300) NOT NULL,
    version VARCHAR(100) NOT NULL,
    seen    TIMESTAMP WITH TIME ZONE NOT NULL,
    reads   BOOLEAN NOT NULL
);
-- Who reads a queue, and until when without renewing it. Each new owner has a higher epoch.
CREATE TABLE shard_leases (
    queue      VARCHAR(200) PRIMARY KEY,
    owner      VARCHAR(36),
    epoch      BIGINT DEFAULT 0 NOT NULL,
    held_until TIMESTAMP WITH TIME ZONE
);
-- How many shards there are, and whether the one queue of before was read to its end.
CREATE TABLE shard_plan (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    shards  INTEGER NOT NULL,
    drained BOOLEAN NOT NULL
);
