package org.extoledestination.telemetry;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.core.NestedExceptionUtils;

/** What failed first, and where, for logs and letters. The text of an exception may hold an event; this does not. */
public final class FaultPlace {

    private FaultPlace() {}

    /** Goes with an exception, whoever wraps it. */
    private static final class FailedStep extends Exception {
        private static final long serialVersionUID = 1L;

        FailedStep(String step) {
            super(step, null, false, false);
        }
    }

    /** Notes the step of a route in which {@code failure} began, unless one is noted already. */
    public static void note(Throwable failure, Supplier<String> step) {
        if (step(failure).isEmpty()) {
            failure.addSuppressed(new FailedStep(step.get()));
        }
    }

    /** The step of a route in which it began: file, line, step and route. */
    public static Optional<String> step(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> step = Stream.of(cause.getSuppressed())
                    .filter(FailedStep.class::isInstance)
                    .map(Throwable::getMessage)
                    .findFirst();
            if (step.isPresent()) {
                return step;
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
