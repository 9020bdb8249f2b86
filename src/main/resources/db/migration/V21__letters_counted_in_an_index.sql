-- Whatever the filter, letters are listed and counted without reading their rows: at 100,000 of them that takes minutes, and
-- H2 has one connection.
DROP INDEX dead_letters_by_kind;
DROP INDEX dead_letters_by_code;
DROP INDEX dead_letters_by_time;
CREATE INDEX dead_letters_by_kind ON dead_letters (code, reason, state, since, event_name, type, source, id);
