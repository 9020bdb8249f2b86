package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the value of a field comes from: a path, or what is made of values at several paths. */
sealed interface Source permits ValuePath, Computed {

    /** The value, if the event has what it is made of. */
    Optional<Object> find(Map<String, Object> event);

    /** As people read it. */
    String text();

    /** The names down to the value that the field takes as a whole, so that it is not sent again; empty for no such value. */
    List<String> names();

    /** The separator of a joined list, which is cut after whole items only; empty for any other value. */
    default String between() {
        return "";
    }

    /** All that is read. */
    List<ValuePath> reads();
}
