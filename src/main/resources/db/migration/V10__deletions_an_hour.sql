-- The deletions that have passed the limit of deletions an hour, so that another attempt of one counts once.
CREATE TABLE deletions_passed (
    source     VARCHAR(100) NOT NULL,
    message_id VARCHAR(200) NOT NULL,
    person     VARCHAR(64)  NOT NULL,
    passed_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (source, message_id, person)
);
CREATE INDEX deletions_passed_by_time ON deletions_passed (source, passed_at);

-- What was decided of a source that had more: since when its deletions are held (null: they are not), when and how many
-- an operator has let go, and when one has refused those that waited.
CREATE TABLE deletion_holds (
    source      VARCHAR(100) PRIMARY KEY,
    since       TIMESTAMP WITH TIME ZONE,
    released_at TIMESTAMP WITH TIME ZONE,
    released    INTEGER NOT NULL,
    refused_at  TIMESTAMP WITH TIME ZONE
);
