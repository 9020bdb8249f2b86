package org.extoledestination.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.extoledestination.platform.files.Mistake;
import org.jspecify.annotations.Nullable;

/**
 * Tests that need no code: folders whose names are sentences, each with a Segment event in {@code segment.json}, and beside
 * it one file that says what is expected of it.
 */
public abstract class EventTests {

    /** The file with the event. */
    public static final String SEGMENT = "segment.json";

    private final List<String> expectedFiles;
    private final List<String> listFiles;
    private final List<String> optionalFiles;
    private final List<Mistake> mistakes = new ArrayList<>();

    /**
     * A kind of tests.
     *
     * @param expectedFiles the files of which a test holds one
     * @param listFiles those that may hold a list
     * @param optionalFiles files that say more of the event
     */
    protected EventTests(List<String> expectedFiles, List<String> listFiles, List<String> optionalFiles) {
        this.expectedFiles = expectedFiles;
        this.listFiles = listFiles;
        this.optionalFiles = optionalFiles;
    }

    /**
     * The result for an event, in the form of its test's file.
     *
     * @param folder that of the test
     * @param event the event
     * @param expected what the test expects
     */
    protected abstract LocatedJson outcome(Path folder, JsonNode event, LocatedJson expected);

    /** An outcome in words, to stand behind "it is". */
    protected abstract String said(LocatedJson outcome);

    /**
     * Runs all tests in a folder.
     *
     * @param testsFolder a folder of folders; where there is none, there are no tests
     * @return every difference, by test; empty when all is as expected. They show values of the tests
     */
    public List<Mistake> run(Path testsFolder) {
        mistakes.clear();
        for (Path folder : list(testsFolder, mistakes)) {
            String name = String.valueOf(folder.getFileName());
            if (Files.isDirectory(folder) && !name.startsWith(".")) {
                new Test(folder).run();
            }
        }
        return List.copyOf(mistakes);
    }

    private static List<Path> list(Path folder, List<Mistake> mistakes) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            mistakes.add(new Mistake(folder.toString(), 0, "the folder cannot be read"));
            return List.of();
        }
    }

    /** One of them. */
    private final class Test {

        private final Path folder;

        private Test(Path folder) {
            this.folder = folder;
        }

        private void run() {
            List<String> files = list(folder, mistakes).stream()
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .toList();
            files.stream()
                    .filter(name -> !known().contains(name))
                    .forEach(name -> mistake(name, 0, "no test reads this file. Known: " + String.join(", ", known())));
            List<String> expected =
                    files.stream().filter(expectedFiles::contains).toList();
            if (!files.contains(SEGMENT)) {
                mistake("", 0, SEGMENT + " is missing: the event");
            } else if (expected.size() != 1) {
                String known = String.join(", ", expectedFiles);
                mistake("", 0, "exactly one of " + known + " is expected: what becomes of the event");
            } else {
                read(SEGMENT).ifPresent(event -> read(expected.get(0)).ifPresent(json -> compare(event, json)));
            }
        }

        private Optional<LocatedJson> read(String name) {
            try {
                LocatedJson json = LocatedJson.read(Files.readString(folder.resolve(name)));
                if (json.root() instanceof ObjectNode
                        || (listFiles.contains(name) && json.root() instanceof ArrayNode all && !all.isEmpty())) {
                    return Optional.of(json.named(name));
                }
                mistake(name, 1, "a JSON object is expected here");
            } catch (JsonProcessingException e) {
                int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
                mistake(name, line, "the file is not JSON: " + firstLine(e.getOriginalMessage()));
            } catch (IOException e) {
                mistake(
                        name,
                        0,
                        "the file cannot be read as UTF-8: " + e.getClass().getSimpleName());
            }
            return Optional.empty();
        }

        private List<String> known() {
            return Stream.of(List.of(SEGMENT), expectedFiles, optionalFiles)
                    .flatMap(List::stream)
                    .toList();
        }

        private static String firstLine(@Nullable String text) {
            return text == null ? "it cannot be read" : text.lines().findFirst().orElse("");
        }

        private void compare(LocatedJson event, LocatedJson expected) {
            LocatedJson actual = outcome(folder, event.root(), expected);
            if (actual.name().equals(expected.name())) {
                differences("", expected, expected.root(), actual.root());
            } else {
                mistake(expected.name(), 0, "the event is expected " + toBe(expected) + ", but it is " + toBe(actual));
            }
        }

        private String toBe(LocatedJson outcome) {
            return (outcome.isRead() ? "to be " : "")
                    + said(outcome)
                    + (outcome.why().isEmpty() ? "" : ": " + outcome.why());
        }

        private void differences(String where, LocatedJson file, JsonNode expected, JsonNode actual) {
            if (expected instanceof ObjectNode && actual instanceof ObjectNode) {
                Set<String> keys = new LinkedHashSet<>();
                expected.fieldNames().forEachRemaining(keys::add);
                actual.fieldNames().forEachRemaining(keys::add);
                for (String key : keys) {
                    differences(where.isEmpty() ? key : where + '.' + key, file, expected.path(key), actual.path(key));
                }
            } else if (where.isEmpty() && expected.size() == actual.size() && expected.isArray()) {
                for (int i = 0; i < expected.size(); i++) {
                    differences("[" + i + "]", file, expected.path(i), actual.path(i));
                }
            } else if (expected.isMissingNode()) {
                String unexpected = "the event has " + actual + " there, and the file does not expect it";
                mistake(file.name(), file.line(parent(where)), where, unexpected);
            } else if (actual.isMissingNode()) {
                mistake(
                        file.name(),
                        file.line(where),
                        where,
                        expected + " is expected, and the event has nothing there");
            } else if (!expected.toString().equals(actual.toString())) {
                mistake(file.name(), file.line(where), where, expected + " is expected, and the event has " + actual);
            }
        }

        private static String parent(String where) {
            int dot = where.lastIndexOf('.');
            return dot < 0 ? "" : where.substring(0, dot);
        }

        private void mistake(String file, int line, String what) {
            mistake(file, line, "", what);
        }

        private void mistake(String file, int line, String where, String what) {
            String name = folder.getParent() == null
                    ? String.valueOf(folder.getFileName())
                    : folder.getParent().getFileName() + "/" + folder.getFileName();
            mistakes.add(new Mistake(file.isEmpty() ? name : name + '/' + file, line, where, what));
        }
    }
}
