package org.extoledestination.edit.routes;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A route file as it is written, for what Camel's model does not tell.
 *
 * @param path where it is
 * @param text all of it
 * @param entries every key in it
 */
record RouteText(Path path, String text, List<YamlEntry> entries) {

    private static final Pattern TAB = Pattern.compile(" *\t.*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^{}:]+)(?::[^{}]*)?}}");

    /** The file, unless it is not YAML; {@code mistakes} hears why. */
    static Optional<RouteText> read(Path path, Consumer<RouteMistake> mistakes) {
        try {
            return parse(path, Files.readString(path), mistakes);
        } catch (CharacterCodingException e) {
            return refused(path, 0, "the file is not written in UTF-8", mistakes);
        } catch (NoSuchFileException e) {
            return refused(
                    path, 0, "the file disappeared while the folder was read. Put it back, or try again", mistakes);
        } catch (IOException e) {
            return refused(path, 0, "the file cannot be read: " + e.getMessage(), mistakes);
        }
    }

    private static Optional<RouteText> parse(Path path, String text, Consumer<RouteMistake> mistakes) {
        List<String> lines = text.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            if (TAB.matcher(lines.get(line)).matches()) {
                String tab = "a tab stands before the text. YAML is indented with blanks only";
                return refused(path, line + 1, tab, mistakes);
            }
        }
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            return root == null
                    ? refused(path, 0, "the file is empty", mistakes)
                    : Optional.of(new RouteText(path, text, YamlEntry.below(root)));
        } catch (MarkedYAMLException e) {
            return refused(path, e.getProblemMark().getLine() + 1, problem(e), mistakes);
        } catch (YAMLException e) {
            return refused(path, 0, "the file is not YAML: it holds what cannot be printed", mistakes);
        }
    }

    private static String problem(MarkedYAMLException e) {
        return "the file is not YAML: " + Objects.requireNonNullElse(e.getProblem(), "it cannot be read") + ", column "
                + (e.getProblemMark().getColumn() + 1);
    }

    private static Optional<RouteText> refused(Path path, int line, String why, Consumer<RouteMistake> mistakes) {
        mistakes.accept(new RouteMistake(RouteMistake.fileName(path), line, why));
        return Optional.empty();
    }

    String name() {
        return RouteMistake.fileName(path);
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
