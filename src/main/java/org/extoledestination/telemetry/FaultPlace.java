package org.extoledestination.telemetry;

import org.springframework.core.NestedExceptionUtils;

/** What failed first, and where, for logs and letters. The text of an exception may hold an event; this does not. */
public final class FaultPlace {

    private FaultPlace() {}

    /** The class of the innermost cause, and the line that threw it. */
    public static String of(Throwable failure) {
        Throwable first = NestedExceptionUtils.getMostSpecificCause(failure);
        StackTraceElement[] trace = first.getStackTrace();
        return first.getClass().getName() + " at " + (trace.length == 0 ? "an unknown place" : trace[0]);
    }
}
