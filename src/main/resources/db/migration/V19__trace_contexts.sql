-- The context (W3C traceparent) from which the trace of an event goes on when it is tried or replayed, while tracing is on.
ALTER TABLE held_events ADD COLUMN trace_context VARCHAR(55);
ALTER TABLE dead_letters ADD COLUMN trace_context VARCHAR(55);
