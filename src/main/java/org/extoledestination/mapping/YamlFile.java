package org.extoledestination.mapping;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * One YAML file.
 *
 * @param name the file's name
 * @param mistakes takes what is wrong in it
 */
record YamlFile(String name, Consumer<Mistake> mistakes) {
    private static final Pattern INDENTED_BY_TAB = Pattern.compile(" *\t.*");

    static Optional<YamlValue> read(Path file, Consumer<Mistake> mistakes) {
        return new YamlFile(String.valueOf(file.getFileName()), mistakes).read(file);
    }

    Optional<YamlValue> read(Path file) {
        return text(file).flatMap(this::parse);
    }

    /** The file's text, also of one that is no YAML. */
    Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (CharacterCodingException e) {
            return mistake(0, "the file is not written in UTF-8");
        } catch (NoSuchFileException e) {
            return mistake(0, "the file disappeared while the folder was read. Put it back, or try again");
        } catch (AccessDeniedException e) {
            return mistake(0, "this user may not read the file. Change its permissions");
        } catch (IOException e) {
            return mistake(0, "the file cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private Optional<YamlValue> parse(String text) {
        List<String> lines = text.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            if (INDENTED_BY_TAB.matcher(lines.get(line)).matches()) {
                return mistake(line + 1, "a tab stands before the text. YAML is indented with blanks only");
            }
        }
        try {
            Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            return node == null ? mistake(0, "the file is empty") : Optional.of(value(node));
        } catch (MarkedYAMLException e) {
            return mistake(line(e.getProblemMark()), problem(e));
        } catch (YAMLException e) {
            return mistake(0, "the file is not YAML: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private YamlValue value(Node node) {
        return new YamlValue(name, "", node, mistakes);
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }

    private static String problem(MarkedYAMLException e) {
        return "the file is not YAML: " + Objects.requireNonNullElse(e.getProblem(), "it cannot be read") + ", column "
                + (e.getProblemMark().getColumn() + 1);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("it cannot be read");
    }

    <T> Optional<T> mistake(int line, String what) {
        mistakes.accept(new Mistake(name, line, "", what));
        return Optional.empty();
    }
}
