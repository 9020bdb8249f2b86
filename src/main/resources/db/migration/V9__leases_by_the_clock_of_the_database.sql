-- Until when an attempt is under way at the most, by this database's clock: those of the instances differ, and are set.
ALTER TABLE held_events ADD COLUMN leased_until TIMESTAMP WITH TIME ZONE;
ALTER TABLE held_events DROP COLUMN leased;
