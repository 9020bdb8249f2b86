-- Which discard a letter belongs to, so that it can be taken back as a whole. NULL: none, or one of an earlier version.
ALTER TABLE dead_letters ADD COLUMN discard_batch BIGINT;
CREATE INDEX dead_letters_by_batch ON dead_letters (discard_batch);
CREATE SEQUENCE dead_letter_batches;

-- The request of a letter that Extole did not take, beside what a mapping makes now.
CREATE TABLE dead_letter_requests (
    letter    BIGINT NOT NULL PRIMARY KEY REFERENCES dead_letters (id) ON DELETE CASCADE,
    operation VARCHAR(40) NOT NULL,
    body      TEXT NOT NULL
);
