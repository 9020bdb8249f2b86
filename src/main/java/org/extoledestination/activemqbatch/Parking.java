package org.extoledestination.activemqbatch;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * When a message that fails over and over is offered to another endpoint instead of the route.
 *
 * @param to the address of that endpoint; null: never
 * @param afterAttempts so many failures one after the other, at least
 * @param afterMillis and so long after the first of them
 * @param isItsOwn which failures count; one that does not begins the count anew
 * @param places names where one began
 */
record Parking(
        @Nullable String to, int afterAttempts, long afterMillis, Predicate<Throwable> isItsOwn, FailurePlace places) {

    /** Takes note of a failure. */
    void failed(Taken one, Throwable cause, long now) {
        if (to == null || one.parkedFor() != null) {
            return;
        }
        if (!isItsOwn.test(cause)) {
            one.failedForOthers();
            return;
        }
        int failures = one.failedItself(now);
        long since = now - one.unforeseenSince();
        if (failures >= afterAttempts && since >= TimeUnit.MILLISECONDS.toNanos(afterMillis)) {
            one.park(
                    String.format(
                            Locale.ROOT,
                            "failed: A route or this application failed on the message %d times within %d s: %s. Mend what fails,"
                                    + " then send the message again.",
                            failures,
                            TimeUnit.NANOSECONDS.toSeconds(since),
                            places.of(cause)),
                    cause);
        }
    }
}
