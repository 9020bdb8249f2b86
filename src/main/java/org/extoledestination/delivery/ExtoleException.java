package org.extoledestination.delivery;

import java.util.Map;
import java.util.Optional;
import org.extoledestination.delivery.DeliveryOutcome.Failed;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.event.DeadLetterCause;
import org.jspecify.annotations.Nullable;

/** Extole did not take a request. The message holds Extole's code, status and id of the error, nothing of the event. */
public final class ExtoleException extends Exception implements DeadLetterCause {

    private static final long serialVersionUID = 1L;

    private final transient Failed outcome;

    @Nullable
    private final transient Request request;

    ExtoleException(Failed outcome) {
        this(outcome, null);
    }

    ExtoleException(Failed outcome, @Nullable Request request) {
        super(outcome.fault().toString());
        this.outcome = outcome;
        this.request = request;
    }

    /**
     * What was sent.
     *
     * @param operation which of Extole's calls, by its word
     * @param body before it became JSON
     */
    public record Request(String operation, Map<?, ?> body) {

        /** Its own text would hold the event. */
        @Override
        public String toString() {
            return operation;
        }
    }

    /** The request that Extole did not take, if it is known. */
    public Optional<Request> request() {
        return Optional.ofNullable(request);
    }

    /** Which of the three kinds of failure it is. */
    public Failed outcome() {
        return outcome;
    }

    /** Extole's answer. */
    public Fault fault() {
        return outcome.fault();
    }

    @Override
    public Text deadLetter() {
        return outcome instanceof Refused
                ? text(Reason.REFUSED, "Extole refused the event and will refuse it again: ")
                : text(Reason.GIVEN_UP, "Extole failed on this event for too long, while it took others: ");
    }

    private Text text(Reason reason, String said) {
        return new Text(reason, fault().code(), said + fault() + '.');
    }
}
