-- What is needed to find a dead letter, to replay it and to lay it aside.
-- state: dead | requested (somebody wants it replayed) | replaying (back in the queue) | discarded
ALTER TABLE dead_letters ADD COLUMN code VARCHAR(100) DEFAULT '' NOT NULL;
ALTER TABLE dead_letters ADD COLUMN state VARCHAR(20) DEFAULT 'dead' NOT NULL;
ALTER TABLE dead_letters ADD COLUMN state_since TIMESTAMP WITH TIME ZONE;
ALTER TABLE dead_letters ADD COLUMN note VARCHAR(1000);
ALTER TABLE dead_letters ADD COLUMN replays INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE dead_letters ADD COLUMN last_replay TIMESTAMP WITH TIME ZONE;

UPDATE dead_letters SET state_since = since, code = COALESCE(SUBSTRING(extole_code FROM 1 FOR 100), '');
UPDATE dead_letters SET code = SUBSTRING(detail FROM 1 FOR POSITION(':' IN detail) - 1)
    WHERE reason = 'unmappable' AND POSITION(':' IN detail) BETWEEN 2 AND 100;
ALTER TABLE dead_letters ALTER COLUMN state_since SET NOT NULL;

CREATE INDEX dead_letters_by_state ON dead_letters (state, id);
CREATE INDEX dead_letters_by_state_since ON dead_letters (state_since);
CREATE INDEX dead_letters_by_kind ON dead_letters (reason, code, event_name, state);
CREATE INDEX dead_letters_by_code ON dead_letters (code, state);
CREATE INDEX dead_letters_by_event ON dead_letters (event_name, state);
CREATE INDEX dead_letters_by_message_id ON dead_letters (message_id);

-- One instance at a time replays, at the rate that was asked for last (events a second, 0 for no limit).
CREATE TABLE dead_letter_replay (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    rate       INTEGER NOT NULL,
    holder     VARCHAR(40),
    held_until TIMESTAMP WITH TIME ZONE
);
INSERT INTO dead_letter_replay (id, rate) VALUES (1, 50);
