package org.extoledestination.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.platform.management.JsonMask;
import org.extoledestination.platform.telemetry.Shown;

/** In which fields two requests differ. */
public final class RequestDiff {

    private static final String HIDDEN = "\u2022\u2022\u2022";

    private RequestDiff() {}

    /**
     * A field in which they differ.
     *
     * @param kind {@code added}, {@code removed} or {@code changed}
     * @param field its path, as {@code data.order_id}; an item of a list as {@code data.products[0]}
     * @param before its value in the first request; empty if it is added
     * @param after its value in the second; empty if it is removed
     */
    public record Change(String kind, String field, String before, String after) {}

    /**
     * A request that Extole did not take.
     *
     * @param operation which of Extole's calls, by its word
     * @param body as JSON
     */
    public record Sent(String operation, String body) {

        /** Its own text would hold personal data. */
        @Override
        public String toString() {
            return operation;
        }
    }

    /** One value: as it is, and how its field and itself are shown. */
    private record Leaf(String value, String field, String shown) {}

    /** Compares the bodies as they are, and shows them as {@code mask} leaves them. */
    static List<Change> of(String before, String after, JsonMask mask) {
        Map<String, Leaf> old = leaves(before, mask);
        Map<String, Leaf> now = leaves(after, mask);
        List<Change> changes = new ArrayList<>();
        old.forEach((path, leaf) -> {
            Leaf other = now.get(path);
            if (other == null) {
                changes.add(new Change("removed", leaf.field(), leaf.shown(), ""));
            } else if (!other.value().equals(leaf.value())) {
                changes.add(new Change("changed", leaf.field(), leaf.shown(), other.shown()));
            }
        });
        now.forEach((path, leaf) -> {
            if (!old.containsKey(path)) {
                changes.add(new Change("added", leaf.field(), "", leaf.shown()));
            }
        });
        return changes;
    }

    private static Map<String, Leaf> leaves(String json, JsonMask mask) {
        List<Map.Entry<String, JsonNode>> whole = flat(json);
        List<Map.Entry<String, JsonNode>> shown = flat(mask.json(json));
        boolean isSame = whole.size() == shown.size();
        Map<String, Leaf> leaves = new LinkedHashMap<>();
        for (int i = 0; i < whole.size(); i++) {
            String path = whole.get(i).getKey();
            leaves.put(
                    path,
                    new Leaf(
                            whole.get(i).getValue().toString(),
                            isSame ? shown.get(i).getKey() : Shown.name(path),
                            isSame ? shown.get(i).getValue().asText() : HIDDEN));
        }
        return leaves;
    }

    private static List<Map.Entry<String, JsonNode>> flat(String json) {
        List<Map.Entry<String, JsonNode>> leaves = new ArrayList<>();
        try {
            add(leaves, "", SegmentJson.mapper().readTree(json));
        } catch (JsonProcessingException e) {
            // What is no JSON has no fields.
            return List.of();
        }
        return leaves;
    }

    private static void add(List<Map.Entry<String, JsonNode>> leaves, String path, JsonNode node) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(each ->
                            add(leaves, path.isEmpty() ? each.getKey() : path + '.' + each.getKey(), each.getValue()));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                add(leaves, path + '[' + i + ']', node.path(i));
            }
        } else {
            leaves.add(Map.entry(path, node));
        }
    }
}
