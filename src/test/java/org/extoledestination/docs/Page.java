package org.extoledestination.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Markdown file of the project.
 *
 * @param file where it is, from the project's root
 * @param text all of it
 */
record Page(Path file, String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"(?:\\\\.|[^\"\\\\])*\"|(?m:(?<!\\S)#.*$)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

    /**
     * What stands between two fences.
     *
     * @param language the word behind the first fence, or nothing
     */
    record Block(String language, String text) {

        private boolean isShell() {
            return Set.of("sh", "bash", "shell", "console").contains(language);
        }

        /** The commands of a shell block, with all lines of what is quoted; of a transcript those behind the prompt. */
        List<String> commands() {
            if (!isShell()) {
                return Page.find("(?m)^\\$ (.+)$", text);
            }
            List<String> commands = new ArrayList<>();
            String command = "";
            for (String line : text.replaceAll("\\\\\\n\\s*", "").lines().toList()) {
                command += line;
                if (QUOTED.matcher(command).replaceAll("").matches("[^'\"]*")) {
                    commands.add(command);
                    command = "";
                } else {
                    command += '\n';
                }
            }
            return commands;
        }
    }

    static Page of(String file) {
        return of(Path.of(file));
    }

    private static Page of(Path file) {
        return new Page(file, read(file));
    }

    /** Every page of the project. */
    static List<Page> all() {
        return Stream.of(files(Path.of("."), 1), files(Path.of("docs"), 9), files(Path.of("bench"), 1))
                .flatMap(found -> found)
                .filter(file -> file.toString().endsWith(".md"))
                .map(Page::of)
                .toList();
    }

    /** The files in a folder, down to a depth. */
    static Stream<Path> files(Path folder, int depth) {
        try (Stream<Path> found = Files.walk(folder, depth)) {
            return found.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(found -> new Block(found.group(1), found.group(2)))
                .toList();
    }

    /** What stands in single backquotes outside of blocks. */
    List<String> names() {
        return CODE.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** From a heading to the next one. */
    String section(String heading) {
        Matcher section = Pattern.compile("(?ms)^#+ " + Pattern.quote(heading) + "$(.*?)(?=^#|\\z)")
                .matcher(text);
        return section.find() ? section.group(1) : "";
    }

    /** Every match of a pattern's first group. */
    static List<String> find(String pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
