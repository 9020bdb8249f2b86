package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.extoledestination.event.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * How a repeated event is recognised.
 *
 * @param key the key of {@code data} whose value does
 * @param messageId whether Segment's {@code messageId} stands in where an event has no value there
 * @param longest the most characters of a stand-in
 */
record Unique(String key, boolean messageId, int longest) {
    static final List<String> KEYS = List.of("key", "else");
    static final String STAND_IN = "messageId";

    /** Extole's limit for {@code partner_conversion_id}. */
    private static final int LONGEST = 38;

    static Optional<Unique> read(Optional<YamlValue> value, List<Field> fields) {
        return value.flatMap(written -> written.hasKeys()
                ? longForm(YamlKeys.read(written, KEYS), fields)
                : field(written, fields).map(field -> new Unique(field.key(), false, LONGEST)));
    }

    private static Optional<Unique> longForm(YamlKeys keys, List<Field> fields) {
        boolean messageId = keys.get("else")
                .flatMap(value -> value.word("known here", List.of(STAND_IN), Function.identity()))
                .isPresent();
        Optional<Field> field = keys.required("key").flatMap(value -> field(value, fields));
        if (messageId && field.filter(Unique::alwaysHasAValue).isPresent()) {
            keys.mistake(
                    "else",
                    "the field always has a value, or the event is refused, so the messageId would never be used. Leave"
                            + " 'required' and 'default' out of the field");
        }
        return field.map(known -> new Unique(
                known.key(), messageId, Math.min(LONGEST, known.limits().longest())));
    }

    private static boolean alwaysHasAValue(Field field) {
        return field.limits().required() || field.otherwise().isPresent();
    }

    private static Optional<Field> field(YamlValue value, List<Field> fields) {
        return value.word("a key of data", fields, Field::key);
    }

    /** Lets the messageId stand in, as it is if it is short enough, and otherwise as a hash of it. */
    void complete(Outgoing data, Map<String, Object> event) {
        if (messageId
                && data.get(key) == null
                && event.get("messageId") instanceof String id
                && Spelling.saysSomething(id)) {
            data.put(key, id.length() <= longest ? id : Sha256.hex(id, longest));
        }
    }

    /** Event name and value; empty for an event that has no id there. */
    Optional<String> of(String eventName, Map<String, @Nullable Object> data) {
        return Optional.ofNullable(data.get(key)).flatMap(Ids::read).map(value -> eventName + ':' + value);
    }
}
