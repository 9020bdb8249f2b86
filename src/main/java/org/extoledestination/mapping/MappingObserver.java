package org.extoledestination.mapping;

import java.util.Map;

/** Hears what the mapping files in use make of each event, on the event's own thread: it must neither wait nor throw. */
public interface MappingObserver {

    /** The event was mapped, or skipped. */
    void mapped(Map<String, Object> event, Mapped result);

    /** The mapping cannot take the event. */
    void refused(Map<String, Object> event, UnmappableEventException why);

    /** No observer. */
    MappingObserver NONE = new MappingObserver() {
        @Override
        public void mapped(Map<String, Object> event, Mapped result) {}

        @Override
        public void refused(Map<String, Object> event, UnmappableEventException why) {}
    };
}
