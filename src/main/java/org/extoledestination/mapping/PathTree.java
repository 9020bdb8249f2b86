package org.extoledestination.mapping;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A set of paths, asked name by name on the way down through an event. */
final class PathTree {
    private final Map<String, PathTree> children = new HashMap<>();
    private boolean end;

    static PathTree of(List<List<String>> paths) {
        PathTree tree = new PathTree();
        paths.forEach(tree::add);
        return tree;
    }

    /** The set that holds every path. */
    static PathTree everything() {
        return of(List.of(List.of()));
    }

    /** What the set holds under a name; empty when it holds nothing there. */
    Optional<PathTree> under(String name) {
        return end ? Optional.of(this) : Optional.ofNullable(children.get(name));
    }

    Optional<PathTree> under(List<String> names) {
        Optional<PathTree> tree = Optional.of(this);
        for (String name : names) {
            tree = tree.flatMap(branch -> branch.under(name));
        }
        return tree;
    }

    /** Whether the set holds nothing at all. */
    boolean isEmpty() {
        return !end && children.isEmpty();
    }

    /** Whether a path of the set ends here, so that everything further down belongs to it. */
    boolean ends() {
        return end;
    }

    private void add(List<String> names) {
        PathTree tree = this;
        for (String name : names) {
            tree = tree.children.computeIfAbsent(name, any -> new PathTree());
        }
        tree.end = true;
    }
}
