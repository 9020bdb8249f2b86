package org.extoledestination.mapping;

import java.util.List;
import java.util.Optional;
import org.extoledestination.event.Computation;
import org.extoledestination.event.PersonKeys;

/** Compiles one mapping file, and tells every mistake in it. */
final class MappingFile {
    static final List<String> KEYS = List.of("when", "send", "each", "data", "rest", "drop", "only", "unique", "mode");

    private final PersonKeys person;
    private final String name;
    private final YamlKeys keys;
    private final Tables tables;

    MappingFile(YamlValue root, Tables tables, PersonKeys person) {
        this.tables = tables;
        this.person = person;
        this.name = root.file().replaceFirst("\\.yaml$", "");
        this.keys = YamlKeys.read(root, KEYS);
    }

    /** The mapping as far as it can be understood: worth nothing once a mistake was told. */
    Optional<Mapping> read(Claims claims) {
        Optional<When> when = keys.required("when")
                .flatMap(value -> new WhenReader(keys.has("each") ? claims.ofItems() : claims).read(value));
        Optional<EventName> send = keys.required("send").flatMap(MappingFile::send);
        List<Field> fields = new DataReader(name, new SourceReader(tables, person, ValuePath::compile, false))
                .read(keys.get("data"));
        Optional<Computation.Kind> kind = when.flatMap(When::computation);
        Optional<Rest.Shape> shape = Rest.read(keys.get("rest"));
        Reach reach = new Reach(shape, fields);
        PathReasons drop = PathReasons.read(keys.get("drop"), kind, reach::whyNotDropped);
        PathReasons only = PathReasons.read(keys.get("only"), kind, reach::whyNotAlone);
        requireRest(only);
        requireNamesOfSecrets(fields);
        Optional<Rest> rest = shape.map(some -> Rest.of(some, fields, drop, only));
        Optional<Unique> unique = Unique.read(keys.get("unique"), fields);
        MappingInfo info = new MappingInfo(name, mode(), drop.reasons());
        Optional<ValuePath> each = keys.get("each").flatMap(YamlValue::path);
        when.ifPresent(this::requireNameOfItems);
        requireAsyncItems();
        return when.flatMap(events -> send.map(word -> new Mapping(
                events, word, fields, rest, drop, only, unique, Asserted.of(info, events, fields, drop), each, info)));
    }

    private static Optional<EventName> send(YamlValue value) {
        Optional<String> word = value.text();
        if (word.filter(text -> text.startsWith("$")).isPresent()) {
            return value.path().map(path -> new EventName("", Optional.of(path)));
        }
        if (word.filter(EventName::looksLikePath).isPresent()) {
            value.mistake(
                    "every event would go out under this very name. If its name stands there, write $." + word.get());
        }
        if (word.filter(text -> !EventName.isTakenByExtole(text)).isPresent()) {
            value.mistake("Extole takes no event by this name. A name has " + EventName.RULE);
        }
        return word.map(fixed -> new EventName(fixed, Optional.empty()));
    }

    private void requireNameOfItems(When when) {
        if (when.events().isEmpty()) {
            keys.mistake(
                    "each",
                    "it makes more requests of events of a name, beside those of their own file. Write when: {type:"
                            + " track, event: ...}");
        }
    }

    private void requireAsyncItems() {
        if (keys.has("each") && mode() == SendMode.SYNC) {
            keys.mistake(
                    "mode", "the items of one event could spend all the calls of a minute. With 'each' leave it out");
        }
    }

    private void requireRest(PathReasons only) {
        if (!keys.has("rest") && !(only.isAbsent() && !only.computations().isEmpty())) {
            keys.mistake("only", "it says what of 'rest' goes out, and there is no 'rest'");
        }
    }

    /** A value that can be anywhere cannot be excluded from {@code rest}. */
    private void requireNamesOfSecrets(List<Field> fields) {
        fields.stream()
                .filter(Field::conceals)
                .filter(field -> field.from().stream()
                        .flatMap(source -> source.reads().stream())
                        .anyMatch(path -> path.head().isEmpty()))
                .forEach(field -> keys.get("rest")
                        .ifPresent(rest -> rest.mistake("data." + field.key() + " hashes what stands at "
                                + field.places() + ", and 'rest' could send the same in clear. Write there the names"
                                + " that lead to the value, such as traits.phone")));
    }

    private SendMode mode() {
        return keys.get("mode")
                .flatMap(value -> value.word("a mode", List.of(SendMode.values()), SendMode::word))
                .orElse(SendMode.ASYNC);
    }
}
