package org.extoledestination.event;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The traits of an identify: its own over those of its context, however both are spelled and nested. RudderStack's library
 * for browsers writes all of them into the context.
 */
public final class Traits {

    private static final String TRAITS = "traits";

    /** The longest joined name that is sent. */
    private static final int LONGEST_NAME = 1_000;

    private Traits() {}

    /** The event with all traits of an identify under {@code traits}; any other event as it is. */
    public static Map<String, Object> gathered(Map<String, Object> event) {
        Map<?, ?> ofContext = map(map(event.get("context")).get(TRAITS));
        if (ofContext.isEmpty() || !EventType.IDENTIFY.word().equals(event.get("type"))) {
            return event;
        }
        Map<?, ?> own = map(event.get(TRAITS));
        if (own.equals(ofContext)) {
            return event;
        }
        Map<String, Object> said = new HashMap<>();
        collect(own, "", said);
        Map<String, Object> gathered = new LinkedHashMap<>(event);
        gathered.put(TRAITS, own.isEmpty() ? ofContext : merged(own, ofContext, "", said));
        return gathered;
    }

    /**
     * How the traits that say something are spelled, by their names as they are joined when they go out:
     * {@code address.city} is {@code address_city}.
     */
    private static void collect(Map<?, ?> object, String above, Map<String, Object> said) {
        object.forEach((key, value) -> {
            String name = above + Spelling.plain(String.valueOf(key));
            if (isSaid(value)) {
                said.put(name, key);
            }
            if (value instanceof Map<?, ?> nested && name.length() < LONGEST_NAME) {
                collect(nested, name, said);
            }
        });
    }

    private static Map<Object, @Nullable Object> merged(
            Map<?, ?> own, Map<?, ?> others, String above, Map<String, Object> said) {
        Map<Object, @Nullable Object> merged = new LinkedHashMap<>();
        Set<String> theirs = new HashSet<>();
        others.forEach((key, value) -> {
            String name = above + Spelling.plain(String.valueOf(key));
            Object same = said.get(name);
            boolean isRead = value instanceof Map<?, ?> && name.length() < LONGEST_NAME;
            if (same == null) {
                theirs.add(name);
                merged.put(key, isRead ? merged(Map.of(), map(value), name, said) : value);
            } else if (isRead && own.get(same) instanceof Map<?, ?> nested) {
                merged.put(same, merged(nested, map(value), name, said));
            }
        });
        own.forEach((key, value) -> {
            boolean isTheirs = !isSaid(value) && theirs.contains(above + Spelling.plain(String.valueOf(key)));
            if (!isTheirs) {
                merged.putIfAbsent(key, value);
            }
        });
        return merged;
    }

    /** Null says that the trait is removed. */
    private static boolean isSaid(@Nullable Object value) {
        return value instanceof Map<?, ?> object ? !object.isEmpty() : value == null || Spelling.saysSomething(value);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
