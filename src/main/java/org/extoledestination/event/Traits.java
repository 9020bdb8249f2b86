package org.extoledestination.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The traits of an identify: its own over those of its context. RudderStack's library for browsers writes all of them into
 * the context.
 */
public final class Traits {

    private static final String TRAITS = "traits";
    private static final List<String> PERSON =
            List.of("email", "partner_user_id", "partner_anonymous_id", "anonymousId");

    private Traits() {}

    /** The event with all traits of an identify under {@code traits}; any other event as it is. */
    public static Map<String, Object> gathered(Map<String, Object> event) {
        Map<?, ?> own = map(event.get(TRAITS));
        Map<?, ?> ofContext = map(map(event.get("context")).get(TRAITS));
        if (!EventType.IDENTIFY.word().equals(event.get("type")) || own.keySet().containsAll(ofContext.keySet())) {
            return event;
        }
        Map<Object, @Nullable Object> all = new LinkedHashMap<>(ofContext);
        // However its own are spelled: who the person is, is decided before the traits are gathered.
        all.keySet().removeIf(name -> isPersons(name) && own.keySet().stream().anyMatch(other -> isSame(other, name)));
        all.putAll(own);
        Map<String, Object> gathered = new LinkedHashMap<>(event);
        gathered.put(TRAITS, all);
        return gathered;
    }

    private static boolean isPersons(Object name) {
        return PERSON.stream().anyMatch(key -> isSame(key, name));
    }

    private static boolean isSame(Object one, Object other) {
        return Spelling.same(String.valueOf(one), String.valueOf(other));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
