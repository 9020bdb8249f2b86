package org.extoledestination.event;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The traits of an identify: its own over those of its context. RudderStack's library for browsers writes all of them into
 * the context.
 */
public final class Traits {

    private static final String TRAITS = "traits";

    private Traits() {}

    /** The event with all traits of an identify under {@code traits}; any other event as it is. */
    public static Map<String, Object> gathered(Map<String, Object> event) {
        Map<?, ?> own = map(event.get(TRAITS));
        Map<?, ?> ofContext = map(map(event.get("context")).get(TRAITS));
        if (!EventType.IDENTIFY.word().equals(event.get("type")) || own.keySet().containsAll(ofContext.keySet())) {
            return event;
        }
        Map<Object, @Nullable Object> all = new LinkedHashMap<>(ofContext);
        all.putAll(own);
        Map<String, Object> gathered = new LinkedHashMap<>(event);
        gathered.put(TRAITS, all);
        return gathered;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
