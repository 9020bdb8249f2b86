package org.extoledestination.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Optional;
import org.apache.camel.util.ObjectHelper;
import org.extoledestination.deadletter.RequestDiff.Sent;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.ExtoleException;
import org.extoledestination.delivery.FailureKind;
import org.extoledestination.delivery.FailureKind.Decided;
import org.extoledestination.event.DeadLetterCause;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.extoledestination.event.DeadLetterCause.Text;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.springframework.core.NestedExceptionUtils;

/**
 * Why an exception makes a dead letter of an event.
 *
 * @param code a short word for what is wrong, of a small set
 * @param detail what is wrong and what to do, for people
 * @param fault what Extole said, if it was asked
 * @param sent the request to which it said that
 */
record Verdict(Reason reason, String code, String detail, Optional<Fault> fault, Optional<Sent> sent) {

    Verdict(Reason reason, String code, String detail, Optional<Fault> fault) {
        this(reason, code, detail, fault, Optional.empty());
    }

    /** By the cause that decides what routes do on the failure. */
    static Verdict of(Exception exception) {
        Decided decided = FailureKind.decided(exception);
        if (decided.cause() instanceof DeadLetterCause ours) {
            return said(ours.deadLetter(), exception, decided.cause());
        }
        return decided.kind() == FailureKind.EXTOLE ? silent(exception, decided.cause()) : failed(exception);
    }

    private static Verdict said(Text text, Exception exception, Throwable cause) {
        String where = text.reason() == Reason.FAILED ? "A route failed on the event" + inStep(exception) + ": " : "";
        Optional<Fault> fault = cause instanceof ExtoleException said ? Optional.of(said.fault()) : Optional.empty();
        Optional<Sent> sent =
                cause instanceof ExtoleException said ? said.request().map(Verdict::sent) : Optional.empty();
        return new Verdict(text.reason(), text.code(), where + text.detail(), fault, sent);
    }

    private static Sent sent(ExtoleException.Request request) {
        try {
            return new Sent(request.operation(), SegmentJson.mapper().writeValueAsString(request.body()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A request that was sent is not JSON", e);
        }
    }

    private static Verdict silent(Exception exception, Throwable cause) {
        IOException silence = ObjectHelper.getException(IOException.class, cause);
        String name = (silence == null ? cause : silence).getClass().getSimpleName();
        String detail = "No answer to this event came for too long, while others passed (" + name + ')'
                + inStep(exception) + '.';
        return new Verdict(Reason.GIVEN_UP, name, detail, Optional.empty());
    }

    /** The text of any other exception may hold the event. */
    private static Verdict failed(Exception exception) {
        String name =
                NestedExceptionUtils.getMostSpecificCause(exception).getClass().getSimpleName();
        String detail = "A route or this application failed on the event: " + FaultPlace.of(exception) + '.';
        return new Verdict(Reason.FAILED, name, detail, Optional.empty());
    }

    private static String inStep(Exception exception) {
        return FaultPlace.step(exception).map(step -> " in " + step).orElse("");
    }
}
