-- What an audience or trait was told of, whatever the identity, and its value, as hashes: what was said last of one
-- identity of a person is compared with what is said of another. Rows from before have neither until they are told again.
ALTER TABLE audience_states ADD COLUMN topic VARCHAR(16);
ALTER TABLE audience_states ADD COLUMN said VARCHAR(16);

-- A parameter that was written stays here without its value: what is older than that must not take its place. A person
-- for whom nothing waits has no next attempt.
ALTER TABLE public_parameters ADD COLUMN asserted_at TIMESTAMP WITH TIME ZONE
    DEFAULT TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00' NOT NULL;
ALTER TABLE public_parameters ADD COLUMN waits BOOLEAN DEFAULT TRUE NOT NULL;
ALTER TABLE parameter_persons ALTER COLUMN next_attempt DROP NOT NULL;
CREATE INDEX public_parameters_by_waits ON public_parameters (waits, person);

-- Whose events stay here only if they happened before a deletion of the person; null: all of them.
ALTER TABLE suppressions ADD COLUMN happened_before TIMESTAMP WITH TIME ZONE;
