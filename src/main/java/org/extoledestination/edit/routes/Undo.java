package org.extoledestination.edit.routes;

import java.util.ArrayDeque;
import java.util.Deque;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores the state before an edit if a later part of the edit fails. */
final class Undo {

    private static final Logger log = LoggerFactory.getLogger(Undo.class);

    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** Takes note of how to undo what comes next, or was just done. */
    void with(Runnable step) {
        steps.push(step);
    }

    /** Undoes all of it, the last thing first. */
    void all() {
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                log.error(
                        "An edit failed, and a part of what ran before cannot be put back: {}. Restart",
                        FaultPlace.of(e));
            }
        }
    }
}
