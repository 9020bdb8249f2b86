package org.extoledestination.edit.routes;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The route files cannot be run as they are. The message lists every mistake once, with its file and line. */
public final class RouteMistakesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> mistakes;

    RouteMistakesException(Collection<RouteMistake> mistakes) {
        super(text(new TreeSet<>(mistakes)));
        this.mistakes =
                new TreeSet<>(mistakes).stream().map(RouteMistake::toString).toList();
    }

    /** Each with its file and line. */
    List<String> mistakes() {
        return mistakes;
    }

    private static String text(Set<RouteMistake> mistakes) {
        return (mistakes.size() == 1 ? "1 mistake" : mistakes.size() + " mistakes") + " in the route files"
                + mistakes.stream().map(mistake -> "\n- " + mistake).collect(Collectors.joining());
    }
}
