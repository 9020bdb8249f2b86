package org.extoledestination.edit.routes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A key of a YAML file with its value.
 *
 * @param line the line of the key, from 1
 * @param first whether its map had no such key before
 */
record YamlEntry(String key, int line, Node value, boolean first) {

    /** All entries below {@code root}, however deep, in the order of the file. */
    static List<YamlEntry> below(Node root) {
        List<YamlEntry> entries = new ArrayList<>();
        collect(root, entries, Collections.newSetFromMap(new IdentityHashMap<>()));
        return List.copyOf(entries);
    }

    private static void collect(Node node, List<YamlEntry> entries, Set<Node> seen) {
        // An alias leads to a node again, perhaps to one that it is part of.
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> collect(item, entries, seen));
        }
        if (node instanceof MappingNode map) {
            Set<String> keys = new HashSet<>();
            for (NodeTuple pair : map.getValue()) {
                if (pair.getKeyNode() instanceof ScalarNode key) {
                    int line = key.getStartMark().getLine() + 1;
                    entries.add(new YamlEntry(key.getValue(), line, pair.getValueNode(), keys.add(key.getValue())));
                }
                collect(pair.getValueNode(), entries, seen);
            }
        }
    }

    /** Whether the value is a map in braces. */
    boolean isInBraces() {
        return value instanceof MappingNode map && map.getFlowStyle() == FlowStyle.FLOW;
    }

    /** The value, or the {@code expression} in it: the two ways to write an expression. */
    String expression() {
        if (value instanceof MappingNode map) {
            return map.getValue().stream()
                    .filter(pair -> pair.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals("expression"))
                    .map(pair -> pair.getValueNode() instanceof ScalarNode text ? text.getValue() : "")
                    .findFirst()
                    .orElse("");
        }
        return value instanceof ScalarNode text ? text.getValue() : "";
    }
}
