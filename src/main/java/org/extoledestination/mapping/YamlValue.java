package org.extoledestination.mapping;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.YamlFile;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of a YAML file that knows where it stands, so that every mistake in it names file, line and key.
 *
 * @param keys the keys that lead here; empty at the top
 */
record YamlValue(String file, String keys, Node node, Consumer<Mistake> mistakes) {
    private static final List<String> FLAGS = List.of("true", "false");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,30}\\.\\d{1,30}");

    /** The top of a file; empty where there is none, which is told. */
    static Optional<YamlValue> read(Path file, Consumer<Mistake> mistakes) {
        return read(file, new YamlFile(Mistake.fileName(file), mistakes));
    }

    /** The same for a file that is called otherwise. */
    static Optional<YamlValue> read(Path file, YamlFile named) {
        return named.text(file)
                .flatMap(named::document)
                .map(root -> new YamlValue(named.name(), "", root, named.mistakes()));
    }

    int line() {
        return node.getStartMark().getLine() + 1;
    }

    void mistake(String what) {
        mistakes.accept(new Mistake(file, line(), keys, what));
    }

    /** The text of a single value exactly as it is written, whatever YAML would make of it. */
    Optional<String> text() {
        Optional<String> text = quietly();
        if (text.isEmpty()) {
            mistake("a text is expected here");
        }
        return text;
    }

    /** A text that may be blank. */
    Optional<String> written() {
        if (node instanceof ScalarNode scalar && !isNull()) {
            return Optional.of(scalar.getValue());
        }
        mistake("a text is expected here");
        return Optional.empty();
    }

    /** The same where a mistake in it was told before. */
    Optional<String> quietly() {
        return node instanceof ScalarNode scalar && !scalar.getValue().isBlank() && !isNull()
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    /** That of what is {@code known} here whose word is written. */
    <T> Optional<T> word(String kind, Collection<T> known, Function<T, String> spelling) {
        Optional<String> word = text();
        Optional<T> meant = word.flatMap(written -> known.stream()
                .filter(each -> spelling.apply(each).equals(written))
                .findFirst());
        if (word.isPresent() && meant.isEmpty()) {
            String words = known.stream().map(spelling).collect(Collectors.joining(", "));
            mistake("'" + word.get() + "' is not " + kind + ". Known: " + words);
        }
        return meant;
    }

    /** One text, or a list of texts. */
    List<YamlValue> oneOrMore() {
        List<YamlValue> items = items();
        if (items.isEmpty()) {
            mistake("the list is empty");
        }
        return items;
    }

    /** The same where an empty list was told before. */
    List<YamlValue> items() {
        if (!(node instanceof SequenceNode sequence)) {
            return List.of(this);
        }
        return sequence.getValue().stream()
                .map(item -> new YamlValue(file, keys, item, mistakes))
                .toList();
    }

    Optional<Boolean> flag() {
        return word("true or false", List.of(true, false), String::valueOf);
    }

    Optional<Integer> length() {
        Optional<Integer> length = constant()
                .filter(Long.class::isInstance)
                .map(number -> Math.toIntExact(Math.min((Long) number, Integer.MAX_VALUE)))
                .filter(number -> number > 0);
        if (length.isEmpty()) {
            mistake("a whole number above 0 is expected here");
        }
        return length;
    }

    /** A single value: true, false, a number, or otherwise text, so that {@code no} stays the word it is. */
    Optional<Object> constant() {
        return text().map(written -> {
            if (!(node instanceof ScalarNode scalar) || scalar.getScalarStyle() != ScalarStyle.PLAIN) {
                return written;
            }
            if (FLAGS.contains(written)) {
                return Boolean.valueOf(written);
            }
            if (WHOLE.matcher(written).matches()) {
                return Long.valueOf(written);
            }
            return DECIMAL.matcher(written).matches() ? new BigDecimal(written) : written;
        });
    }

    /** A JSONPath into the event. */
    Optional<ValuePath> path() {
        return text().flatMap(this::compiled);
    }

    /** The same by another way of compiling, and for a path that is a part of what is written here. */
    Optional<ValuePath> path(String path, Function<String, ValuePath> compiler) {
        try {
            return Optional.of(compiler.apply(path));
        } catch (IllegalArgumentException e) {
            mistake("'" + path + "' is not a JSONPath: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A path made of names alone, which can be left out or kept name by name. */
    Optional<ValuePath> namesOnly() {
        return text().flatMap(this::namesOnly);
    }

    /** The same for a path that is written as a key. */
    Optional<ValuePath> namesOnly(String path) {
        Optional<ValuePath> compiled = compiled(path);
        if (compiled.isPresent() && compiled.get().names().isEmpty()) {
            mistake("'" + path + "' is expected to be made of names alone, such as properties.products");
            return Optional.empty();
        }
        return compiled;
    }

    private Optional<ValuePath> compiled(String path) {
        return path(path, ValuePath::compile);
    }

    /** The values by key, in the order in which they are written. */
    Map<String, YamlValue> entries() {
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> add(entry, entries));
        } else {
            mistake("keys with values are expected here, such as 'key: value'");
        }
        return entries;
    }

    /** Whether keys with values stand here, and no single value. */
    boolean hasKeys() {
        return node instanceof MappingNode;
    }

    boolean isEmpty() {
        return node instanceof MappingNode mapping && mapping.getValue().isEmpty();
    }

    private void add(NodeTuple entry, Map<String, YamlValue> entries) {
        Optional<String> key = new YamlValue(file, keys, entry.getKeyNode(), mistakes).text();
        if (key.isEmpty()) {
            return;
        }
        String below = keys.isEmpty() ? key.get() : keys + "." + key.get();
        YamlValue value = new YamlValue(file, below, entry.getValueNode(), mistakes);
        if (entries.putIfAbsent(key.get(), value) != null) {
            new YamlValue(file, below, entry.getKeyNode(), mistakes).mistake("the key is given twice");
        }
    }

    private boolean isNull() {
        return Tag.NULL.equals(node.getTag());
    }
}
