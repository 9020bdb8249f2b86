package org.extoledestination.edit.routes;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.NamedNode;
import org.extoledestination.platform.files.Mistake;

/** Where a step of a route is written. */
record Place(Optional<RouteText> text, String file, int line) {

    static Place of(NamedNode node) {
        if (node.getLocation() == null) {
            return new Place(Optional.empty(), "", 0);
        }
        Path path = Path.of(node.getLocation().replaceFirst("^file:", "").replaceFirst(":\\d+$", ""));
        Optional<RouteText> text = RouteText.read(path, mistake -> {});
        int counted = Math.max(node.getLineNumber(), 0);
        int line = text.map(read -> read.lineOf(node.getShortName(), counted)).orElse(counted);
        return new Place(text, Mistake.fileName(path), line);
    }

    /** A mistake in the step as a whole. */
    Mistake mistake(String message) {
        return new Mistake(file, line, message);
    }

    /** A mistake in one option of the step's endpoint. */
    Mistake mistakeInOption(String option, String message) {
        return new Mistake(
                file, text.map(read -> read.lineOfOption(option, line)).orElse(line), message);
    }

    /** A mistake in a value that is written in the step. */
    Mistake mistakeInValue(String value, String message) {
        return new Mistake(file, text.map(read -> read.lineOfValue(value, line)).orElse(line), message);
    }
}
