package org.extoledestination.platform.files;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * One file that people edit, most of them in YAML: its nodes, which know where they stand.
 *
 * @param mistakes takes what is wrong in it
 */
public record YamlFile(String name, Consumer<Mistake> mistakes) {

    private static final Pattern INDENTED_BY_TAB = Pattern.compile(" *\t.*");

    /** The file's text, even if it is not YAML; empty if it cannot be read, which is reported. */
    public Optional<String> text(Path file) {
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

    /** The only document of such a text; empty if there is none, which is reported. */
    public Optional<Node> document(String text) {
        return parsed(text, yaml -> {
            Node node = yaml.compose(new StringReader(text));
            return node == null ? mistake(0, "the file is empty") : Optional.of(node);
        });
    }

    /** All documents of such a text; empty if it is not YAML, which is reported. */
    public Optional<List<Node>> documents(String text) {
        return parsed(text, yaml -> {
            List<Node> all = new ArrayList<>();
            yaml.composeAll(new StringReader(text)).forEach(all::add);
            return Optional.of(all);
        });
    }

    private <T> Optional<T> parsed(String text, Function<Yaml, Optional<T>> parsing) {
        List<String> lines = text.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            if (INDENTED_BY_TAB.matcher(lines.get(line)).matches()) {
                return mistake(line + 1, "a tab stands before the text. YAML is indented with blanks only");
            }
        }
        try {
            return parsing.apply(new Yaml(new LoaderOptions()));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            return mistake(mark.getLine() + 1, noYaml(e.getProblem()) + ", column " + (mark.getColumn() + 1));
        } catch (YAMLException e) {
            return mistake(0, noYaml(e.getMessage()));
        }
    }

    private static String noYaml(@Nullable String why) {
        return "the file is not YAML: "
                + Optional.ofNullable(why)
                        .flatMap(text -> text.lines().findFirst())
                        .orElse("it cannot be read");
    }

    /** Takes note of a mistake. */
    public <T> Optional<T> mistake(int line, String what) {
        mistakes.accept(new Mistake(name, line, what));
        return Optional.empty();
    }
}
