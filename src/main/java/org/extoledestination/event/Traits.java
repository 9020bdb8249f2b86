package org.extoledestination.event;

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

    /** Names that are joined to more than this do not go out. */
    private static final int LONGEST_NAME = 1_000;

    private Traits() {}

    /** The event with all traits of an identify under {@code traits}; any other event as it is. */
    public static Map<String, Object> gathered(Map<String, Object> event) {
        Map<?, ?> own = map(event.get(TRAITS));
        Map<?, ?> ofContext = map(map(event.get("context")).get(TRAITS));
        if (!EventType.IDENTIFY.word().equals(event.get("type")) || own.keySet().containsAll(ofContext.keySet())) {
            return event;
        }
        Set<String> names = new HashSet<>();
        collect(own, "", names);
        Map<Object, @Nullable Object> all = others(ofContext, "", names);
        all.putAll(own);
        Map<String, Object> gathered = new LinkedHashMap<>(event);
        gathered.put(TRAITS, all);
        return gathered;
    }

    /** The names as they are joined when they go out: {@code address.city} is {@code address_city}. */
    private static void collect(Map<?, ?> object, String above, Set<String> names) {
        object.forEach((key, value) -> {
            String name = above + Spelling.plain(String.valueOf(key));
            if (value == null || Spelling.saysSomething(value)) {
                names.add(name);
            }
            if (value instanceof Map<?, ?> nested && name.length() < LONGEST_NAME) {
                collect(nested, name, names);
            }
        });
    }

    private static Map<Object, @Nullable Object> others(Map<?, ?> object, String above, Set<String> names) {
        Map<Object, @Nullable Object> others = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            String name = above + Spelling.plain(String.valueOf(key));
            if (!names.contains(name)) {
                boolean isRead = value instanceof Map<?, ?> && name.length() < LONGEST_NAME;
                others.put(key, isRead ? others(map(value), name, names) : value);
            }
        });
        return others;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
