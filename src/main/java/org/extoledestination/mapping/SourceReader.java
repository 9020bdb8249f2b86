package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.extoledestination.event.PersonKeys;

/**
 * Reads what stands at {@code from}: paths, and what is made of the values there.
 *
 * @param person where events name their person
 * @param compiler compiles a path, from the top of the event or from an item of a list
 * @param ids whether ids are made, of which what stands for none is no part
 */
record SourceReader(Tables tables, PersonKeys person, Function<String, ValuePath> compiler, boolean ids) {
    /** The kinds of sources, each with its keys; {@code unless} goes with all. */
    private static final Map<String, List<String>> VERBS = Map.of(
            "join", List.of("each", "with"),
            "text", List.of(),
            "sum", List.of("each"),
            "times", List.of(),
            "minus", List.of(),
            "look-up", List.of("in", "column"),
            "first-word", List.of(),
            "other-words", List.of());

    static final List<String> WORDS = VERBS.keySet().stream().sorted().toList();
    static final List<String> KEYS = Stream.concat(WORDS.stream(), Stream.of("each", "with", "in", "column", "unless"))
            .toList();

    SourceReader of(Conversion conversion) {
        return new SourceReader(tables, person, compiler, conversion.name().equals(Conversions.ID));
    }

    /** One source, or a list of them. */
    List<Source> list(YamlValue value) {
        return value.oneOrMore().stream().flatMap(this::several).toList();
    }

    /** {@code person.email} and its like are all the places that the settings name. */
    private Stream<Source> several(YamlValue value) {
        if (value.hasKeys()
                || value.quietly()
                        .filter(text -> text.startsWith(ValuePath.PERSON))
                        .isEmpty()) {
            return read(value).stream();
        }
        return value.word("known here", List.of(PersonKeys.Key.values()), key -> ValuePath.PERSON + key.word()).stream()
                .flatMap(key -> person.places(key).stream())
                .map(ValuePath::of);
    }

    private Optional<Source> read(YamlValue value) {
        return value.hasKeys()
                ? computed(value).map(Source.class::cast)
                : path(value).map(Source.class::cast);
    }

    private Optional<ValuePath> path(YamlValue value) {
        return value.text().flatMap(text -> value.path(text, compiler));
    }

    private Optional<Computed> computed(YamlValue value) {
        YamlKeys keys = YamlKeys.read(value, KEYS);
        List<String> verbs = WORDS.stream().filter(keys::has).toList();
        if (verbs.size() != 1) {
            value.mistake("exactly one of " + String.join(", ", WORDS) + " is expected here");
            return Optional.empty();
        }
        String verb = verbs.get(0);
        List<String> also = VERBS.getOrDefault(verb, List.of());
        keys.values().forEach((key, other) -> {
            if (KEYS.contains(key) && !key.equals("unless") && !key.equals(verb) && !also.contains(key)) {
                other.mistake("it has no meaning beside '" + verb + "'");
            }
        });
        Optional<Computed> made = keys.get(verb).flatMap(of -> made(verb, of, keys));
        List<Source> others = keys.get("unless").map(this::list).orElse(List.of());
        return others.isEmpty() ? made : made.map(some -> some.unless(others));
    }

    private Optional<Computed> made(String verb, YamlValue of, YamlKeys keys) {
        return switch (verb) {
            case "join" -> path(of).map(list -> joined(list, each(keys), keys));
            case "text" -> Template.read(of, compiler).map(template -> template.source(ids));
            case "sum" ->
                keys.has("each")
                        ? path(of).map(list -> Arithmetic.ofItems(list, each(keys)))
                        : Optional.of(Arithmetic.SUM.of(operands(of)));
            case "times" -> Optional.of(Arithmetic.TIMES.of(operands(of)));
            case "minus" -> Optional.of(Arithmetic.MINUS.of(operands(of)));
            case "look-up" -> path(of).flatMap(path -> lookedUp(path, keys));
            case "first-word" -> path(of).map(path -> Words.first(path));
            default -> path(of).map(path -> Words.others(path));
        };
    }

    private Items each(YamlKeys keys) {
        SourceReader inItem = new SourceReader(tables, person, ValuePath::compileForItem, ids);
        return new Items(keys.get("each").map(inItem::list).orElse(List.of()), ids);
    }

    private static Computed joined(ValuePath list, Items each, YamlKeys keys) {
        String between = keys.get("with").flatMap(YamlValue::written).orElse(",");
        return new Computed(
                false,
                "join(" + list.text() + ")",
                list.names(),
                List.of(list),
                between,
                event -> each.joined(list.items(event), between));
    }

    /** A number may stand among the paths. */
    private List<Source> operands(YamlValue value) {
        List<Source> operands = new ArrayList<>();
        for (YamlValue one : value.oneOrMore()) {
            Optional<Object> number =
                    one.hasKeys() ? Optional.empty() : one.constant().filter(Number.class::isInstance);
            number.map(constant -> (Source) new Computed(
                            true, constant.toString(), List.of(), List.of(), event -> Optional.of(constant)))
                    .or(() -> read(one))
                    .ifPresent(operands::add);
        }
        return operands;
    }

    private Optional<Computed> lookedUp(ValuePath path, YamlKeys keys) {
        return keys.required("in")
                .flatMap(file -> tables.column(file, keys.get("column"))
                        .map(table -> new Computed(
                                false,
                                path.text() + " in " + file.quietly().orElse(""),
                                path.names(),
                                List.of(path),
                                event -> path.find(event)
                                        .flatMap(PlainText::read)
                                        .flatMap(key -> Optional.ofNullable(table.get(key.strip()))))));
    }
}
