package org.extoledestination.platform.telemetry;

import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.core.NestedExceptionUtils;

/** The first failure and its place, for logs and letters. The text of an exception may hold an event; this does not. */
public final class FaultPlace {

    private FaultPlace() {}

    /**
     * Stays with an exception, also when it is wrapped. The step's place in a file is found on demand, because most
     * failures are not reported.
     */
    private static final class FailedStep extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Supplier<String> step;

        FailedStep(Supplier<String> step) {
            super("in a step of a route", null, false, false);
            this.step = step;
        }
    }

    /** Notes the step of a route in which {@code failure} began, unless one is noted already. */
    public static void note(Throwable failure, Supplier<String> step) {
        if (noted(failure).isEmpty()) {
            failure.addSuppressed(new FailedStep(step));
        }
    }

    /** The step of a route in which it began: file, line, step and route. */
    public static Optional<String> step(Throwable failure) {
        return noted(failure).map(noted -> noted.step.get());
    }

    private static Optional<FailedStep> noted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (Throwable each : cause.getSuppressed()) {
                if (each instanceof FailedStep noted) {
                    return Optional.of(noted);
                }
            }
        }
        return Optional.empty();
    }

    /** The step, if it was in one, then the class of the innermost cause, and the line of Java that threw it. */
    public static String of(Throwable failure) {
        Throwable first = NestedExceptionUtils.getMostSpecificCause(failure);
        StackTraceElement[] trace = first.getStackTrace();
        return step(failure).map(step -> step + ": ").orElse("")
                + first.getClass().getName() + " at " + (trace.length == 0 ? "an unknown place" : trace[0]);
    }
}
