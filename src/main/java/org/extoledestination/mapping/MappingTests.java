package org.extoledestination.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Tests of mapping files that need no code: folders whose names are sentences, each with the Segment event in
 * {@code segment.json}, and beside it what is expected: {@code extole.json} (the request's body, or a list of all where items make
 * requests too), {@code skipped.json}
 * ({@code {"reason": "no-mapping"}}) or {@code refused.json} ({@code {"code": "missing_field"}}, with the
 * {@code reason} if it matters).
 */
public final class MappingTests {
    static final String SEGMENT = "segment.json";
    static final String EXTOLE = "extole.json";
    static final String SKIPPED = "skipped.json";
    static final String REFUSED = "refused.json";
    private static final List<String> EXPECTED = List.of(EXTOLE, SKIPPED, REFUSED);

    private static final ObjectMapper JSON = LocatedJson.MAPPER;

    private final Path folder;
    private final Mappings mappings;
    private final List<Mistake> mistakes = new ArrayList<>();

    private MappingTests(Path folder, Mappings mappings) {
        this.folder = folder;
        this.mappings = mappings;
    }

    /**
     * Runs all tests in a folder.
     *
     * @param testsFolder a folder of folders; where there is none, there are no tests
     * @param mappings what is tested
     * @return every difference, by test; empty when all is as expected. They show values of the tests
     */
    public static List<Mistake> run(Path testsFolder, Mappings mappings) {
        List<Mistake> mistakes = new ArrayList<>();
        for (Path folder : list(testsFolder, mistakes)) {
            String name = String.valueOf(folder.getFileName());
            if (Files.isDirectory(folder) && !name.startsWith(".")) {
                MappingTests test = new MappingTests(folder, mappings);
                test.run();
                mistakes.addAll(test.mistakes);
            }
        }
        return mistakes;
    }

    private static List<Path> list(Path folder, List<Mistake> mistakes) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            mistakes.add(new Mistake(folder.toString(), 0, "", "the folder cannot be read"));
            return List.of();
        }
    }

    private void run() {
        List<String> files = list(folder, mistakes).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .filter(name -> !name.startsWith("."))
                .toList();
        files.stream()
                .filter(name -> !name.equals(SEGMENT) && !EXPECTED.contains(name))
                .forEach(name -> mistake(
                        name,
                        0,
                        "",
                        "no test reads this file. Known: " + SEGMENT + ", " + String.join(", ", EXPECTED)));
        List<String> expected = files.stream().filter(EXPECTED::contains).toList();
        if (!files.contains(SEGMENT)) {
            mistake("", 0, "", SEGMENT + " is missing: the event that is mapped");
        } else if (expected.size() != 1) {
            mistake(
                    "",
                    0,
                    "",
                    "exactly one of " + String.join(", ", EXPECTED) + " is expected: what becomes of the event");
        } else {
            read(SEGMENT).ifPresent(event -> read(expected.get(0)).ifPresent(json -> compare(event, json)));
        }
    }

    private Optional<LocatedJson> read(String name) {
        try {
            LocatedJson json = LocatedJson.read(Files.readString(folder.resolve(name)));
            if (json.root() instanceof ObjectNode
                    || (name.equals(EXTOLE) && json.root() instanceof ArrayNode all && !all.isEmpty())) {
                return Optional.of(json.named(name));
            }
            mistake(name, 1, "", "a JSON object is expected here");
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            mistake(name, line, "", "the file is not JSON: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            mistake(
                    name,
                    0,
                    "",
                    "the file cannot be read as UTF-8: " + e.getClass().getSimpleName());
        }
        return Optional.empty();
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "it cannot be read" : text.lines().findFirst().orElse("");
    }

    private void compare(LocatedJson event, LocatedJson expected) {
        LocatedJson actual;
        try {
            Map<String, Object> segment = LocatedJson.map(event.root());
            Mapped mapped = mappings.map(segment);
            actual = expected.root().isArray()
                    ? all(segment)
                    : mapped instanceof Mapped.Send send ? sent(send) : skipped(((Mapped.Skip) mapped).reason());
        } catch (UnmappableEventException e) {
            actual = refused(e, expected.root().has("reason"));
        }
        if (actual.name().equals(expected.name())) {
            differences("", expected, expected.root(), actual.root());
        } else {
            mistake(expected.name(), 0, "", "the event is expected " + said(expected) + ", but it is " + said(actual));
        }
    }

    private static String said(LocatedJson outcome) {
        String said = switch (outcome.name()) {
            case EXTOLE -> "sent as '" + outcome.root().path("event_name").asText() + "'";
            case SKIPPED -> "skipped: " + outcome.root().path("reason").asText();
            default -> "refused: " + outcome.root().path("code").asText();
        };
        return (outcome.isRead() ? "to be " : "") + said + (outcome.why().isEmpty() ? "" : ": " + outcome.why());
    }

    /** With those of the items. */
    private LocatedJson all(Map<String, Object> segment) {
        List<Map<String, Object>> bodies = MappingStation.requests(mappings, segment).stream()
                .map(ExtoleRequest::body)
                .toList();
        return LocatedJson.of(EXTOLE, JSON.valueToTree(bodies), "");
    }

    private static LocatedJson sent(Mapped.Send send) {
        Map<String, Object> body =
                ExtoleRequest.event(Operation.ASYNC_EVENT, send.event()).body();
        return LocatedJson.of(EXTOLE, JSON.valueToTree(body), "");
    }

    private static LocatedJson skipped(SkipReason reason) {
        return LocatedJson.of(SKIPPED, JSON.createObjectNode().put("reason", reason.word()), "");
    }

    private static LocatedJson refused(UnmappableEventException e, boolean withReason) {
        ObjectNode refused = JSON.createObjectNode().put("code", e.code());
        return LocatedJson.of(REFUSED, withReason ? refused.put("reason", e.reason()) : refused, e.reason());
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
            mistake(
                    file.name(),
                    file.line(parent(where)),
                    where,
                    "the event has " + actual + " there, and the file does" + " not expect it");
        } else if (actual.isMissingNode()) {
            mistake(file.name(), file.line(where), where, expected + " is expected, and the event has nothing there");
        } else if (!expected.toString().equals(actual.toString())) {
            mistake(file.name(), file.line(where), where, expected + " is expected, and the event has " + actual);
        }
    }

    private static String parent(String where) {
        int dot = where.lastIndexOf('.');
        return dot < 0 ? "" : where.substring(0, dot);
    }

    private void mistake(String file, int line, String where, String what) {
        String name = folder.getParent() == null
                ? String.valueOf(folder.getFileName())
                : folder.getParent().getFileName() + "/" + folder.getFileName();
        mistakes.add(new Mistake(file.isEmpty() ? name : name + '/' + file, line, where, what));
    }
}
