package org.extoledestination.deadletter;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.util.Optional;
import org.apache.camel.util.ObjectHelper;
import org.extoledestination.deadletter.DeadLetter.Reason;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.ExtoleException;
import org.extoledestination.delivery.ExtoleRefusedException;
import org.extoledestination.delivery.erasure.DeletionRefusedException;
import org.extoledestination.event.MisplacedStepException;
import org.extoledestination.gate.content.InvalidEventException;
import org.extoledestination.inhand.SetAsideException;
import org.extoledestination.mapping.UnmappableEventException;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/**
 * Why an exception makes a dead letter of an event.
 *
 * @param code a short word for what is wrong, of a small set
 * @param detail what is wrong and what to do, for people
 * @param fault what Extole said, if it was asked
 */
record Verdict(Reason reason, String code, String detail, Optional<Fault> fault) {

    private Verdict(Reason reason, String code, @Nullable String detail) {
        this(reason, code, String.valueOf(detail), Optional.empty());
    }

    /** Looks for the cause that says most: a split wraps what happened inside it. */
    static Verdict of(Exception exception) {
        SetAsideException aside = ObjectHelper.getException(SetAsideException.class, exception);
        if (aside != null) {
            return new Verdict(Reason.SET_ASIDE, aside.code(), aside.getMessage());
        }
        ExtoleException said = ObjectHelper.getException(ExtoleException.class, exception);
        if (said != null) {
            return said(said);
        }
        UnmappableEventException unmappable = ObjectHelper.getException(UnmappableEventException.class, exception);
        if (unmappable != null) {
            return new Verdict(Reason.UNMAPPABLE, unmappable.code(), unmappable.code() + ": " + unmappable.reason());
        }
        InvalidEventException invalid = ObjectHelper.getException(InvalidEventException.class, exception);
        if (invalid != null) {
            return new Verdict(Reason.INVALID, "json_schema", invalid.getMessage());
        }
        DeletionRefusedException refused = ObjectHelper.getException(DeletionRefusedException.class, exception);
        if (refused != null) {
            return new Verdict(Reason.REFUSED, "refused_by_hand", refused.getMessage());
        }
        MisplacedStepException misplaced = ObjectHelper.getException(MisplacedStepException.class, exception);
        if (misplaced != null) {
            return new Verdict(
                    Reason.FAILED,
                    "misplaced_step",
                    "A route failed on the event" + inStep(exception) + ": " + misplaced.getMessage());
        }
        JacksonException json = ObjectHelper.getException(JacksonException.class, exception);
        IOException silence = ObjectHelper.getException(IOException.class, exception);
        if (json == null && silence != null) {
            return new Verdict(
                    Reason.GIVEN_UP,
                    silence.getClass().getSimpleName(),
                    "No answer to this event came for too long, while others passed ("
                            + silence.getClass().getSimpleName() + ')' + inStep(exception) + '.');
        }
        return failed(exception);
    }

    private static String inStep(Exception exception) {
        return FaultPlace.step(exception).map(step -> " in " + step).orElse("");
    }

    private static Verdict said(ExtoleException said) {
        return said instanceof ExtoleRefusedException
                ? new Verdict(
                        Reason.REFUSED,
                        said.fault().code(),
                        "Extole refused the event and will refuse it again: " + said.fault() + '.',
                        Optional.of(said.fault()))
                : new Verdict(
                        Reason.GIVEN_UP,
                        said.fault().code(),
                        "Extole failed on this event for too long, while it took others: " + said.fault() + '.',
                        Optional.of(said.fault()));
    }

    /** The text of any other exception may hold the event. */
    private static Verdict failed(Exception exception) {
        return new Verdict(
                Reason.FAILED,
                NestedExceptionUtils.getMostSpecificCause(exception).getClass().getSimpleName(),
                "A route or this application failed on the event: " + FaultPlace.of(exception) + '.');
    }
}
