package org.extoledestination.mapping;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code data}. */
record DataReader(String file, SourceReader sources) {
    static final List<String> KEYS =
            List.of("from", "value", "default", "as", "required", "max", "longer", "otherwise", "not");

    private static final List<String> AMOUNTS = List.of("money", "number", "integer");

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
        if (key.equals("email") && conversion.name().equals(Conversions.SHA256)) {
            keys.mistake(
                    "as",
                    "Extole reads e-mail addresses in clear only, and can do nothing with a hashed one. Write as: email,"
                            + " or give the field another name");
        }
        if (key.equals("event_time")) {
            value.mistake(
                    "Extole takes one time of an event, and gets Segment's 'timestamp'. Leave the line out; a step of"
                            + " the route before the mapping may set another 'timestamp'");
        }
        Limits limits = limits(keys);
        List<Source> from = keys.get("from").map(sources.of(conversion)::list).orElse(List.of());
        if (from.stream().anyMatch(source -> source instanceof Computed made && made.isAmount())
                && !AMOUNTS.contains(conversion.name())) {
            value.mistake("what is reckoned is an amount. Write as: " + String.join(", as: ", AMOUNTS));
        }
        return new Field(file, key, from, constant(keys, conversion), conversion, limits);
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
                .flatMap(value -> value.word("a conversion", Conversions.KNOWN, Conversion::name))
                .orElse(Conversion.NONE);
    }

    private static Limits limits(YamlKeys keys) {
        boolean required = keys.get("required").flatMap(YamlValue::flag).orElse(false);
        int longest = keys.get("max").flatMap(YamlValue::length).orElse(Integer.MAX_VALUE);
        boolean passesOver = keys.get("otherwise")
                .flatMap(value -> value.word("known here", List.of("skip"), Function.identity()))
                .isPresent();
        Set<String> not = keys.get("not").stream()
                .flatMap(value -> value.oneOrMore().stream())
                .flatMap(value -> value.text().stream())
                .map(text -> text.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return new Limits(required, longest, longer(keys, longest), passesOver, not);
    }

    private static Longer longer(YamlKeys keys, int longest) {
        Optional<Longer> longer =
                keys.get("longer").flatMap(value -> value.word("known here", List.of(Longer.values()), Longer::word));
        if (!keys.has("max")) {
            keys.mistake("longer", "it says what becomes of a value longer than 'max', and there is no 'max'");
        } else if (longer.filter(Longer.HASH::equals).isPresent() && longest < Longer.SHORTEST_HASH) {
            keys.mistake(
                    "longer", "a hash needs a 'max' of " + Longer.SHORTEST_HASH + " at least, to tell values apart");
        }
        return longer.orElse(Longer.REFUSE);
    }
}
