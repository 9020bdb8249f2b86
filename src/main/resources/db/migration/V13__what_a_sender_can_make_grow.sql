-- The latest words of one identity about one audience or trait are found without reading the others, however many.
CREATE INDEX audience_states_by_person_and_topic ON audience_states (person, topic, asserted_at DESC);
DROP INDEX audience_states_by_email;
CREATE INDEX audience_states_by_email_and_topic ON audience_states (email, topic, asserted_at DESC);
