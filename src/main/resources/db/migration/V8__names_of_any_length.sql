-- An event may have a longer name than any mapping lets pass. It waits behind those of its person all the same.
ALTER TABLE held_events ALTER COLUMN event_name SET DATA TYPE TEXT;
