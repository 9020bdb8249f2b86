package org.extoledestination.routes;

import java.util.List;
import java.util.stream.Collectors;

/** The route files cannot be run as they are. The message lists every mistake with its file and line. */
public final class RouteMistakesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RouteMistakesException(List<RouteMistake> mistakes) {
        super((mistakes.size() == 1 ? "1 mistake" : mistakes.size() + " mistakes") + " in the route files"
                + mistakes.stream().map(mistake -> "\n- " + mistake).collect(Collectors.joining()));
    }
}
