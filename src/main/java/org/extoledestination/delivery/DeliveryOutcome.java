package org.extoledestination.delivery;

import java.time.Duration;
import java.util.Optional;

/** One of four meanings of Extole's answer for the event that was sent. */
public sealed interface DeliveryOutcome {

    /** Extole has it. */
    record Delivered() implements DeliveryOutcome {}

    /** Extole has not taken it. */
    sealed interface Failed extends DeliveryOutcome {

        /** What Extole said. */
        Fault fault();
    }

    /**
     * Extole cannot take it now; the same request may pass later.
     *
     * @param retryAfter how long Extole asked to wait, if it did
     * @param perhapsThisEvent whether it may be this event alone that fails
     */
    record Unavailable(Fault fault, Optional<Duration> retryAfter, boolean perhapsThisEvent) implements Failed {}

    /** Extole will never take this event as it is. */
    record Refused(Fault fault) implements Failed {}

    /**
     * Extole accepts nothing with our present set-up.
     *
     * @param action what an operator has to repair
     */
    record Misconfigured(Fault fault, String action) implements Failed {}

    /**
     * What Extole said.
     *
     * @param status HTTP status; 0 if there was no answer
     * @param code Extole's own code, or what stands in for it
     * @param uniqueId Extole's id of the error, for its support
     */
    record Fault(int status, String code, Optional<String> uniqueId) {

        /** For logs and operators: nothing of the event is in it. */
        @Override
        public String toString() {
            return code + " (status=" + status
                    + uniqueId.map(id -> ", uniqueId=" + id).orElse("") + ')';
        }
    }
}
