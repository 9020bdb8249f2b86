-- What became of events: a sample of those that went smoothly, and all others, for a while. The id is the time at which the
-- event was let go, in microseconds of the epoch: order, times and the end of a row all go by it. Nothing of the event but
-- its id and its name, both without what looks like an address, and its person's fingerprint. An id that is not whole
-- ends with digits of its SHA-256.
CREATE TABLE traces (
    id         BIGINT        NOT NULL PRIMARY KEY,
    message_id VARCHAR(200)  NOT NULL,
    source     VARCHAR(100)  NOT NULL,
    type       VARCHAR(20)   NOT NULL,
    event_name VARCHAR(100)  NOT NULL,
    person     VARCHAR(64)   NOT NULL,
    outcome    VARCHAR(20)   NOT NULL,
    reason     VARCHAR(100)  NOT NULL,
    steps      VARCHAR(4000) NOT NULL,
    smooth     BOOLEAN       NOT NULL
);
CREATE INDEX traces_by_message_id ON traces (message_id, id);
CREATE INDEX traces_by_person ON traces (person, id);
CREATE INDEX traces_by_event ON traces (event_name, id);
CREATE INDEX traces_by_event_and_outcome ON traces (event_name, outcome, id);
CREATE INDEX traces_by_outcome ON traces (outcome, id);
CREATE INDEX traces_by_source ON traces (source, id);
CREATE INDEX traces_by_source_and_outcome ON traces (source, outcome, id);
CREATE INDEX traces_by_type ON traces (type, id);
-- Of too many rows the smooth ones go first.
CREATE INDEX traces_by_smooth ON traces (smooth, id);
