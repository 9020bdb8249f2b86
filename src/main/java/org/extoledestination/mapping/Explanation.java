package org.extoledestination.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.event.SegmentJson;
import org.jspecify.annotations.Nullable;

/**
 * How one event was mapped, for the person who writes the mapping. It holds values of the event: it belongs on that
 * person's screen, and never into a log.
 *
 * @param file the mapping file; empty when none is for the event
 * @param why why this file, or why none
 * @param passedOver files that are for the event too, but less specific
 * @param result what became of the event; empty when it was refused
 * @param refusal why it was refused
 * @param name where the event's name at Extole comes from, with the name as value; empty when it has none
 * @param time where the event's time comes from; empty when the event does not go out
 * @param taken each value that goes out, in the order of the data; of a refused event those that were found
 * @param left each value of the event that does not go out
 */
public record Explanation(
        Optional<String> file,
        String why,
        List<String> passedOver,
        Optional<Mapped> result,
        Optional<UnmappableEventException> refusal,
        Optional<Taken> name,
        Optional<Taken> time,
        List<Taken> taken,
        List<Left> left) {

    private static final String ROUTE = "a route";
    private static final String NOTHING = "-";
    private static final JsonMapper JSON = SegmentJson.ofFiles();

    /** Copies the lists, so that nothing can change them afterwards. */
    public Explanation {
        passedOver = List.copyOf(passedOver);
        taken = List.copyOf(taken);
        left = List.copyOf(left);
    }

    /**
     * A value that is sent.
     *
     * @param key under which name
     * @param value what Extole gets; null where a trait is removed
     * @param from the path at which it was found, or a word such as {@code constant}
     * @param how what was done to it, and which of several paths it was; may be empty
     */
    public record Taken(String key, @Nullable Object value, String from, String how) {}

    /**
     * A value that is not sent.
     *
     * @param path where it stands in the event
     * @param reason why it stays
     */
    public record Left(String path, String reason) {}

    /**
     * A line of what is told of the request.
     *
     * @param key under which name
     * @param value what leaves, as JSON; {@value #NOTHING} where a route leaves it out
     * @param from the path in the event, a word such as {@code constant}, or {@value #ROUTE}
     * @param how what was done to it; may be empty
     */
    public record Row(String key, String value, String from, String how) {}

    /**
     * What leaves, value by value: the routes decide it, and may have changed what the mapping made.
     *
     * @param request the body of the request that the mapping stands for; null if there is none: then what was found
     */
    public List<Row> rows(@Nullable JsonNode request) {
        Map<String, JsonNode> leaves = leaves(request);
        List<Row> rows = new ArrayList<>();
        Stream.of(name.stream(), time.stream(), taken.stream())
                .flatMap(each -> each)
                .forEach(each -> rows.add(request == null ? row(each) : row(each, leaves.remove(each.key()))));
        leaves.forEach((key, value) -> rows.add(new Row(key, json(value), ROUTE, "")));
        return rows;
    }

    private static Map<String, JsonNode> leaves(@Nullable JsonNode request) {
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        if (request != null) {
            request.properties().forEach(each -> leaves.put(each.getKey(), each.getValue()));
            JsonNode data = leaves.remove("data");
            if (data != null) {
                data.properties().forEach(each -> leaves.put(each.getKey(), each.getValue()));
            }
        }
        return leaves;
    }

    private static Row row(Taken taken) {
        return new Row(taken.key(), json(taken.value()), taken.from(), taken.how());
    }

    private static Row row(Taken taken, @Nullable JsonNode leaves) {
        if (leaves == null) {
            return new Row(taken.key(), NOTHING, ROUTE, "leaves it out: " + taken.from());
        }
        JsonNode found = JSON.valueToTree(taken.value());
        boolean isSame = (found.isNumber() && leaves.isNumber())
                ? found.decimalValue().compareTo(leaves.decimalValue()) == 0
                : found.equals(leaves);
        return isSame ? row(taken) : new Row(taken.key(), json(leaves), ROUTE, "instead of " + taken.from());
    }

    private static String json(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return "?";
        }
    }
}
