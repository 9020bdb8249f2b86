package org.extoledestination.deadletter;

import java.util.Optional;
import org.extoledestination.deadletter.DeadLetter.Reason;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.ExtoleException;
import org.extoledestination.delivery.ExtoleRefusedException;
import org.extoledestination.mapping.UnmappableEventException;

/**
 * Why an exception makes a dead letter of an event.
 *
 * @param fault what Extole said, if it was asked
 */
record Verdict(Reason reason, String detail, Optional<Fault> fault) {

    static Verdict of(Exception exception) {
        if (exception instanceof ExtoleRefusedException refused) {
            return new Verdict(
                    Reason.REFUSED,
                    "Extole refused the event and will refuse it again: " + refused.getMessage(),
                    Optional.of(refused.fault()));
        }
        if (exception instanceof UnmappableEventException unmappable) {
            return new Verdict(Reason.UNMAPPABLE, unmappable.code() + ": " + unmappable.reason(), Optional.empty());
        }
        if (exception instanceof ExtoleException given) {
            return new Verdict(
                    Reason.GIVEN_UP,
                    "Extole answered for too long with a fault, while it took other events: " + given.getMessage(),
                    Optional.of(given.fault()));
        }
        if (exception instanceof java.io.IOException
                && !(exception instanceof com.fasterxml.jackson.core.JacksonException)) {
            return new Verdict(
                    Reason.GIVEN_UP,
                    "Extole did not answer for too long, while it took other events: "
                            + exception.getClass().getSimpleName(),
                    Optional.empty());
        }
        // The text of any other exception may hold the event.
        StackTraceElement[] trace = exception.getStackTrace();
        return new Verdict(
                Reason.FAILED,
                "A route or this application failed on the event: "
                        + exception.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]),
                Optional.empty());
    }
}
