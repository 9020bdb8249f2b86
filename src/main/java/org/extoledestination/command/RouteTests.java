package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.extoledestination.deadletter.Preview;
import org.extoledestination.mapping.EventTests;
import org.extoledestination.mapping.LocatedJson;

/**
 * Tests of route files. What is expected: {@code requests.json}, a list of what leaves in its order
 * ({@code [{"operation": "async-event", "body": {...}}]}, the body only if it matters); {@code nothing.json}
 * ({@code {"reason": "not-for-extole"}}); or {@code letter.json} ({@code {"code": "missing_field"}}). A file
 * {@code source.txt} names whose event it is, if not the first source's.
 */
final class RouteTests extends EventTests {

    private static final String REQUESTS = "requests.json";
    private static final String NOTHING = "nothing.json";
    private static final String DEAD_LETTER = "letter.json";
    private static final String SOURCE = "source.txt";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final EventMapper mapper;

    RouteTests(EventMapper mapper) {
        super(List.of(REQUESTS, NOTHING, DEAD_LETTER), List.of(REQUESTS), List.of(SOURCE));
        this.mapper = mapper;
    }

    @Override
    protected LocatedJson outcome(Path folder, JsonNode event, LocatedJson expected) {
        MappedEvent mapped = mapper.of(
                new ArchivedEvent(1, 1, "", Optional.empty(), event.toString(), Optional.empty()), source(folder));
        Preview preview = mapped.preview();
        if (mapped.isRefused()) {
            return LocatedJson.of(DEAD_LETTER, word("code", preview.code()), mapped.why());
        }
        if (preview.requests().isEmpty()) {
            return LocatedJson.of(NOTHING, word("reason", preview.outcome()), mapped.why());
        }
        ArrayNode requests = JSON.arrayNode();
        for (Preview.Request request : preview.requests()) {
            ObjectNode left = word("operation", request.operation());
            if (expected.root().path(requests.size()).has("body")) {
                left.set("body", ArchiveJson.treeOrText(request.body()));
            }
            requests.add(left);
        }
        return LocatedJson.of(REQUESTS, requests, "");
    }

    private String source(Path folder) {
        Path file = folder.resolve(SOURCE);
        try {
            return Files.exists(file) ? Files.readString(file).strip() : mapper.source();
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be read", e);
        }
    }

    private static ObjectNode word(String name, String value) {
        return JSON.objectNode().put(name, value);
    }

    @Override
    protected String said(LocatedJson outcome) {
        return switch (outcome.name()) {
            case REQUESTS ->
                "sent: "
                        + outcome.root()
                                .valueStream()
                                .map(request -> request.path("operation").asText())
                                .collect(Collectors.joining(", "));
            case NOTHING -> "sent nowhere: " + outcome.root().path("reason").asText();
            default -> "a dead letter: " + outcome.root().path("code").asText();
        };
    }
}
