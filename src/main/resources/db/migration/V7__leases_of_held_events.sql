-- Whether next_attempt is the end of a lease: an attempt was under way when this was written.
ALTER TABLE held_events ADD COLUMN leased BOOLEAN DEFAULT FALSE NOT NULL;
