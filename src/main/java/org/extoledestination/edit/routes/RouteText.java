package org.extoledestination.edit.routes;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.YamlFile;

/** A route file as it is written, for what Camel's model does not tell. */
record RouteText(Path path, String text, List<YamlEntry> entries) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^{}:]+)(?::[^{}]*)?}}");

    /** The file, or nothing if it is not YAML; {@code mistakes} gets the reason. */
    static Optional<RouteText> read(Path path, Consumer<Mistake> mistakes) {
        YamlFile file = new YamlFile(Mistake.fileName(path), mistakes);
        return file.text(path)
                .flatMap(text -> file.document(text).map(root -> new RouteText(path, text, YamlEntry.below(root))));
    }

    String name() {
        return Mistake.fileName(path);
    }

    /** The keys of the placeholders in it. */
    List<String> placeholders() {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1).strip())
                .toList();
    }

    /** Camel counts one line too few for a step that is written in braces: {@code - bean: { ref: mapping }}. */
    int lineOf(String step, int counted) {
        boolean asCounted = entries.stream()
                .anyMatch(entry -> entry.key().equals(step) && entry.line() == counted && !entry.isInBraces());
        boolean inBraces = entries.stream()
                .anyMatch(entry -> entry.key().equals(step) && entry.line() == counted + 1 && entry.isInBraces());
        return inBraces && !asCounted ? counted + 1 : counted;
    }

    /** The line on which an endpoint option is given, as a parameter or in the address, at or after {@code from}. */
    int lineOfOption(String option, int from) {
        return entries.stream()
                .filter(entry -> entry.line() >= from)
                .filter(entry ->
                        entry.key().equals(option) || entry.expression().contains(option + '='))
                .mapToInt(YamlEntry::line)
                .findFirst()
                .orElse(from);
    }

    /** The line of a key with this value, or with the expression that it is, at or after {@code from}. */
    int lineOfValue(String value, int from) {
        return entries.stream()
                .filter(entry -> entry.line() >= from && entry.expression().equals(value))
                .mapToInt(YamlEntry::line)
                .findFirst()
                .orElse(from);
    }
}
