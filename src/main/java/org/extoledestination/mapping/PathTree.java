package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.extoledestination.event.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths, asked name by name on the way down through an event. Names are the same in any {@link Spelling}. A path
 * belongs to the set always, or only if a field takes the value that stands there.
 */
final class PathTree {
    private record Branch(String name, PathTree tree) {}

    /** A path of a field: the field takes the value there, or one at another of its paths. */
    private record Reader(int field, int path) {}

    private final List<Branch> branches = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    /** A bit for each first letter, which tells most names apart: each name of each event is asked. */
    private long initials;

    private boolean end;

    static PathTree of(List<List<String>> paths) {
        PathTree tree = new PathTree();
        paths.forEach(tree::add);
        return tree;
    }

    /** The set of one path, however it is parted. */
    static PathTree ofWhole(List<String> names) {
        PathTree tree = new PathTree();
        tree.addWhole(names);
        return tree;
    }

    /** The set that holds every path. */
    static PathTree everything() {
        return of(List.of(List.of()));
    }

    void add(List<String> names) {
        node(names).end = true;
    }

    /** Adds a path that is the same however it is parted: {@code cart.value} is {@code cart_value} to whom gets it joined. */
    void addWhole(List<String> names) {
        add(names.size() < 2 ? names : List.of(names.get(0), whole(names.subList(1, names.size()))));
    }

    /** Names joined as they go out. */
    static String whole(List<String> names) {
        return String.join("_", names);
    }

    /** Whether the set holds a path, or one above it, however they are parted. */
    boolean holdsWhole(List<String> names) {
        return under(names.get(0))
                .filter(below -> below.end
                        || IntStream.rangeClosed(2, names.size())
                                .anyMatch(end -> below.hasWhole(whole(names.subList(1, end)))))
                .isPresent();
    }

    /** Whether what was added as a whole is under this name. */
    boolean hasWhole(String name) {
        return end || branch(name) != null;
    }

    /** Adds a path that belongs to the set where the field takes what stands there. */
    void add(List<String> names, int field, int path) {
        if (!names.isEmpty()) {
            node(names).readers.add(new Reader(field, path));
        }
    }

    /** The subtree under a name; empty if there is none. */
    Optional<PathTree> under(String name) {
        return end ? Optional.of(this) : Optional.ofNullable(branch(name));
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
        return !end && readers.isEmpty() && branches.isEmpty();
    }

    /** Whether a path of the set ends here, so that everything further down belongs to it. */
    boolean ends() {
        return end;
    }

    /**
     * The same in an event of which is known what each field took: a value that no field took is not held, if it says
     * something.
     *
     * @param taken for each field the number of the path that it took, or -1
     */
    boolean holds(@Nullable Object value, int[] taken) {
        if (end || readers.isEmpty()) {
            return end;
        }
        for (Reader reader : readers) {
            if (taken[reader.field()] == reader.path()) {
                return true;
            }
        }
        return !Spelling.saysSomething(value);
    }

    private PathTree node(List<String> names) {
        PathTree tree = this;
        for (String name : names) {
            PathTree next = tree.branch(name);
            if (next == null) {
                next = new PathTree();
                tree.branches.add(new Branch(name, next));
                tree.initials |= bit(name);
            }
            tree = next;
        }
        return tree;
    }

    private @Nullable PathTree branch(String name) {
        if ((initials & bit(name)) == 0) {
            return null;
        }
        for (Branch branch : branches) {
            if (Spelling.same(branch.name(), name)) {
                return branch.tree();
            }
        }
        return null;
    }

    private static long bit(String name) {
        return 1L << (Spelling.initial(name) & 63);
    }
}
