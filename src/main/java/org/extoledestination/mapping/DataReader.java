package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.PersonKeys;

/**
 * Reads {@code data}.
 *
 * @param file the mapping's name, for the messages of its fields
 * @param person where events name their person
 */
record DataReader(String file, PersonKeys person) {
    static final List<String> KEYS =
            List.of("from", "value", "default", "as", "required", "max", "longer", "otherwise");

    private static final String PERSON = "person.";
    private static final String KNOWN =
            Stream.of(PersonKeys.Key.values()).map(key -> PERSON + key.word()).collect(Collectors.joining(", "));

    List<Field> read(Optional<YamlValue> data) {
        return data.map(YamlValue::entries).orElse(Map.of()).entrySet().stream()
                .map(entry -> field(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Field field(String key, YamlValue value) {
        YamlKeys keys = YamlKeys.read(value, KEYS);
        if (keys.has("from") == keys.has("value")) {
            value.mistake("either 'from' (a path, or a list of paths) or 'value' (a constant) is expected here");
        }
        if (keys.has("value") && keys.has("default")) {
            value.mistake("a constant is always there, so its 'default' would never be used");
        }
        Conversion conversion = conversion(keys);
        if (key.equals("email") && conversion.name().equals("sha256")) {
            keys.get("as")
                    .ifPresent(as -> as.mistake("Extole reads e-mail addresses in clear only, and can do nothing with a"
                            + " hashed one. Write as: email, or give the field another name"));
        }
        if (key.equals("event_time")) {
            value.mistake(
                    "Extole takes one time of an event, and gets Segment's 'timestamp'. Leave the line out; a step of"
                            + " the route before the mapping may set another 'timestamp'");
        }
        Limits limits = limits(keys);
        return new Field(file, key, from(keys), constant(keys, conversion), conversion, limits);
    }

    private List<ValuePath> from(YamlKeys keys) {
        return keys.get("from").stream()
                .flatMap(from -> from.oneOrMore().stream())
                .flatMap(this::paths)
                .toList();
    }

    /** {@code person.email} and its like are all the places that the settings name. */
    private Stream<ValuePath> paths(YamlValue value) {
        if (value.quietly().filter(text -> text.startsWith(PERSON)).isEmpty()) {
            return value.path().stream();
        }
        return value.word("known here", DataReader::key, KNOWN).stream()
                .flatMap(key -> person.places(key).stream())
                .map(ValuePath::of);
    }

    private static Optional<PersonKeys.Key> key(String text) {
        return Stream.of(PersonKeys.Key.values())
                .filter(key -> text.equals(PERSON + key.word()))
                .findFirst();
    }

    private static Optional<Object> constant(YamlKeys keys, Conversion conversion) {
        Optional<YamlValue> written = keys.get("value").or(() -> keys.get("default"));
        Optional<Object> constant = written.flatMap(YamlValue::constant);
        Optional<Object> converted = constant.flatMap(conversion::apply);
        if (constant.isPresent() && converted.isEmpty()) {
            written.ifPresent(value -> value.mistake("this is not " + conversion.takes()));
        }
        return converted;
    }

    private static Conversion conversion(YamlKeys keys) {
        return keys.get("as")
                .flatMap(value -> value.word("a conversion", Conversions::named, Conversions.known()))
                .orElse(Conversion.NONE);
    }

    private static Limits limits(YamlKeys keys) {
        boolean required = keys.get("required").flatMap(YamlValue::flag).orElse(false);
        int longest = keys.get("max").flatMap(YamlValue::length).orElse(Integer.MAX_VALUE);
        boolean passesOver = keys.get("otherwise").flatMap(DataReader::skip).orElse(false);
        return new Limits(required, longest, longer(keys, longest), passesOver);
    }

    private static Longer longer(YamlKeys keys, int longest) {
        Optional<YamlValue> written = keys.get("longer");
        Optional<Longer> longer =
                written.flatMap(value -> value.word("known here", Longer::of, String.join(", ", Longer.WORDS)));
        if (!keys.has("max")) {
            written.ifPresent(value ->
                    value.mistake("it says what becomes of a value longer than 'max', and there is" + " no 'max'"));
        } else if (longer.filter(Longer.HASH::equals).isPresent() && longest < Longer.SHORTEST_HASH) {
            written.ifPresent(value -> value.mistake(
                    "a hash needs a 'max' of " + Longer.SHORTEST_HASH + " at least, to tell values apart"));
        }
        return longer.orElse(Longer.REFUSE);
    }

    private static Optional<Boolean> skip(YamlValue value) {
        return value.word("known here", text -> Optional.of(true).filter(yes -> text.equals("skip")), "skip");
    }
}
