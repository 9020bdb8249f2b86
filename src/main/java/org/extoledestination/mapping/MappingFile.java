package org.extoledestination.mapping;

import java.util.List;
import java.util.Optional;

/** Compiles one mapping file, and tells every mistake in it. */
final class MappingFile {
    private static final List<String> KEYS = List.of("when", "send", "data", "rest", "drop", "only", "unique", "mode");

    private final String name;
    private final YamlKeys keys;

    MappingFile(YamlValue root) {
        this.name = root.file().replaceFirst("\\.yaml$", "");
        this.keys = YamlKeys.read(root, KEYS);
    }

    /** The mapping as far as it can be understood: worth nothing once a mistake was told. */
    Optional<Mapping> read(Claims claims) {
        Optional<When> when = keys.required("when").flatMap(value -> new WhenReader(claims).read(value));
        Optional<EventName> send = keys.required("send").flatMap(MappingFile::send);
        List<Field> fields = new DataReader(name).read(keys.get("data"));
        PathReasons drop = PathReasons.read(keys.get("drop"));
        PathReasons only = PathReasons.read(keys.get("only"));
        Optional<ValuePath> rest = rest();
        MappingInfo info = new MappingInfo(name, mode(), unique(fields), drop.reasons());
        return when.flatMap(events -> send.map(word -> new Mapping(
                events, word, fields, rest.map(root -> Rest.of(root, fields, drop, only, events.type())), info)));
    }

    private static Optional<EventName> send(YamlValue value) {
        Optional<String> word = value.text();
        if (word.filter(text -> text.startsWith("$")).isPresent()) {
            return value.path().map(path -> new EventName("", Optional.of(path)));
        }
        if (word.filter(text -> !EventName.isTakenByExtole(text)).isPresent()) {
            value.mistake("Extole takes no event by this name. A name has " + EventName.RULE);
        }
        return word.map(fixed -> new EventName(fixed, Optional.empty()));
    }

    private Optional<ValuePath> rest() {
        if (!keys.has("rest") && keys.has("only")) {
            keys.get("only")
                    .ifPresent(value -> value.mistake("it says what of 'rest' goes out, and there is no 'rest'"));
        }
        return keys.get("rest").flatMap(YamlValue::namesOnly);
    }

    private SendMode mode() {
        return keys.get("mode")
                .flatMap(value -> value.word("a mode", SendMode::of, "async, sync"))
                .orElse(SendMode.ASYNC);
    }

    private Optional<String> unique(List<Field> fields) {
        List<String> known = fields.stream().map(Field::key).toList();
        return keys.get("unique")
                .flatMap(value -> value.word(
                        "a key of data", key -> Optional.of(key).filter(known::contains), String.join(", ", known)));
    }
}
