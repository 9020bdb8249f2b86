package org.extoledestination.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One page under docs/recipes as a reader follows it: a block {@code diff} edits the file that it names, and a block
 * after "The new file" and a name is that whole file. A command {@code rm} deletes tests that expect otherwise.
 */
final class Recipe {

    private static final Pattern FILE =
            Pattern.compile("(?ms)The new file `([a-z0-9./-]+)`:\\n\\n```\\w+\\n(.*?)^```$");

    private static final Pattern REMOVAL = Pattern.compile("(?m)^rm -r (?:.*\\\\\\n)*.*$");
    private static final Pattern COMMAND = Pattern.compile("(?m)^java -jar target/extole-destination\\.jar (.*)$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

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

    /** Does everything on the page to an installation, edits by {@code git apply} as the page of recipes says. */
    void applyTo(Path folder) {
        List<MatchResult> files = FILE.matcher(text).results().toList();
        boolean hasDiff = text.contains("\n```diff\n");
        assertThat(!files.isEmpty() || hasDiff).as("edits in %s", name).isTrue();
        REMOVAL.matcher(text).results().forEach(removal -> run(folder, "sh", "-c", removal.group()));
        files.forEach(file -> write(folder.resolve(file.group(1)), file.group(2)));
        if (hasDiff) {
            run(
                    folder,
                    "git",
                    "apply",
                    Path.of("docs", "recipes", name + ".md").toAbsolutePath().toString());
        }
    }

    private static void run(Path folder, String... command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment()
                    .put(
                            "GIT_CEILING_DIRECTORIES",
                            folder.toAbsolutePath().resolveSibling("").toString());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor())
                    .as("%s%n%s", String.join(" ", command), said)
                    .isZero();
        } catch (IOException e) {
            throw new AssertionError(
                    command[0] + " cannot be started. All tests need bash, git, curl and openssl (README.md)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
