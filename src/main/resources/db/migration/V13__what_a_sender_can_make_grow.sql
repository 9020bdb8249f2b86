-- What a write key said, which stands in web pages, makes nothing old that Engage says.
ALTER TABLE audience_states ADD COLUMN by_write_key BOOLEAN DEFAULT FALSE NOT NULL;
-- The latest words of one identity about one audience or trait are found without reading the others, however many, and
-- those of Engage without those of write keys.
CREATE INDEX audience_states_by_person_and_topic ON audience_states (person, topic, by_write_key, asserted_at DESC);
DROP INDEX audience_states_by_email;
CREATE INDEX audience_states_by_email_and_topic ON audience_states (email, topic, by_write_key, asserted_at DESC);

-- Whether an event waits behind another of its person: who is due is told by the first ones alone.
ALTER TABLE held_events ADD COLUMN behind BOOLEAN DEFAULT FALSE NOT NULL;
UPDATE held_events SET behind = TRUE WHERE EXISTS
    (SELECT 1 FROM held_events earlier WHERE earlier.person = held_events.person AND earlier.id < held_events.id);
CREATE INDEX held_events_by_turn ON held_events (behind, next_attempt);

-- What is old is found without reading the rest, and so are the latest persons of one address.
CREATE INDEX suppressions_by_time ON suppressions (happened_before);
CREATE INDEX public_parameters_by_time ON public_parameters (waits, asserted_at);
DROP INDEX parameter_persons_by_time;
CREATE INDEX parameter_persons_by_time ON parameter_persons (next_attempt, last_attempt);
DROP INDEX parameter_persons_by_email;
CREATE INDEX parameter_persons_by_email ON parameter_persons (email_person, account, id DESC);
