package org.extoledestination.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.platform.files.Mistake;

/**
 * Tests of mapping files. What is expected: {@code extole.json} (the request's body, or a list of all where items make
 * requests too), {@code skipped.json}
 * ({@code {"reason": "no-mapping"}}) or {@code refused.json} ({@code {"code": "missing_field"}}, with the
 * {@code reason} if it matters).
 */
public final class MappingTests extends EventTests {
    static final String EXTOLE = "extole.json";
    static final String SKIPPED = "skipped.json";
    static final String REFUSED = "refused.json";

    private static final ObjectMapper JSON = LocatedJson.MAPPER;

    private final Mappings mappings;

    private MappingTests(Mappings mappings) {
        super(List.of(EXTOLE, SKIPPED, REFUSED), List.of(EXTOLE), List.of());
        this.mappings = mappings;
    }

    /** Runs all tests in a folder on {@code mappings}, as {@link EventTests#run} says. */
    public static List<Mistake> run(Path testsFolder, Mappings mappings) {
        return new MappingTests(mappings).run(testsFolder);
    }

    @Override
    protected LocatedJson outcome(Path folder, JsonNode event, LocatedJson expected) {
        try {
            Map<String, Object> segment = LocatedJson.map(event);
            Mapped mapped = mappings.map(segment);
            return expected.root().isArray()
                    ? all(segment)
                    : mapped instanceof Mapped.Send send ? sent(send) : skipped(((Mapped.Skip) mapped).reason());
        } catch (UnmappableEventException e) {
            return refused(e, expected.root().has("reason"));
        }
    }

    @Override
    protected String said(LocatedJson outcome) {
        return switch (outcome.name()) {
            case EXTOLE -> "sent as '" + outcome.root().path("event_name").asText() + "'";
            case SKIPPED -> "skipped: " + outcome.root().path("reason").asText();
            default -> "refused: " + outcome.root().path("code").asText();
        };
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
}
