package org.extoledestination.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One page under docs/recipes as a reader follows it: a block {@code diff} edits the file that it names, and a block
 * after "The new file" and a name is that whole file.
 */
final class Recipe {

    private static final Pattern FILE =
            Pattern.compile("(?ms)The new file `([a-z0-9./-]+)`:\\n\\n```\\w+\\n(.*?)^```$");
    private static final Pattern DIFF = Pattern.compile("(?ms)^```diff\\n--- (\\S+)\\n\\+\\+\\+ (\\S+)\\n(.*?)^```$");

    private static final Pattern COMMAND = Pattern.compile("(?m)^java -jar target/extole-destination\\.jar (.*)$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern HUNK = Pattern.compile("(?m)^@@.*\\n");

    private final String name;
    private final String text;

    private Recipe(String name, String text) {
        this.name = name;
        this.text = text;
    }

    static Recipe of(String name) {
        return new Recipe(name, read(Path.of("docs", "recipes", name + ".md")));
    }

    /** What stands on the page. */
    String text() {
        return text;
    }

    /** The words of each command of the jar, in the order of the page, as a shell would part them. */
    List<List<String>> commands() {
        return COMMAND.matcher(text)
                .results()
                .map(line -> WORD.matcher(line.group(1))
                        .results()
                        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                        .toList())
                .toList();
    }

    /** Does everything on the page to an installation. */
    void applyTo(Path folder) {
        List<MatchResult> files = FILE.matcher(text).results().toList();
        List<MatchResult> diffs = DIFF.matcher(text).results().toList();
        assertThat(files.size() + diffs.size()).as("edits in %s", name).isPositive();
        files.forEach(file -> write(folder.resolve(file.group(1)), file.group(2)));
        diffs.forEach(diff -> {
            assertThat(diff.group(2)).as("%s edits one file a block", name).isEqualTo(diff.group(1));
            Path file = folder.resolve(diff.group(1));
            write(file, edited(read(file), diff.group(3)));
        });
    }

    /** A page shows parts of a file in the order in which they stand there. */
    private String edited(String before, String diff) {
        String after = before;
        for (String hunk :
                HUNK.splitAsStream(diff).filter(part -> !part.isBlank()).toList()) {
            String removed = side(hunk, '-');
            int first = after.indexOf(removed);
            assertThat(first)
                    .as("%s: these lines stand in the file:%n%s", name, removed)
                    .isNotNegative();
            assertThat(after.lastIndexOf(removed))
                    .as("%s: these lines stand once in the file:%n%s", name, removed)
                    .isEqualTo(first);
            after = after.replace(removed, side(hunk, '+'));
        }
        return after;
    }

    private static String side(String hunk, char sign) {
        List<String> lines = new ArrayList<>();
        hunk.lines()
                .filter(line -> line.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == sign)
                .forEach(line -> lines.add(line.isEmpty() ? "" : line.substring(1)));
        return String.join("\n", lines) + '\n';
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
