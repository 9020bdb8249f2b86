package org.extoledestination.delivery;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.extoledestination.activemqbatch.PostponedException;
import org.extoledestination.event.DeadLetterCause;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.extoledestination.queue.QueueUnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/**
 * The kind of a failure. The outermost exception with a kind decides: Camel would begin with the innermost cause, and
 * mistake a database that refuses a connection for Extole.
 */
public enum FailureKind {
    /** Extole, or the way to it, or our set-up, or a pause, or our own limit of calls: the same request may pass later. */
    EXTOLE,
    /** Our own database or broker is away. */
    STORE,
    /** The application stops, has no memory left, or tries others first: nothing can be judged now. */
    STOPPING,
    /** The event: another try would fail the same way. */
    EVENT;

    /**
     * The exception that decides a failure's kind.
     *
     * @param cause the exception that says the kind; if none does, the innermost
     */
    public record Decided(FailureKind kind, Throwable cause) {}

    static FailureKind of(Exchange exchange) {
        return of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    static FailureKind of(@Nullable Throwable failure) {
        return failure == null ? EVENT : decided(failure).kind();
    }

    /** The kind of a failure, and the exception that decided it. */
    public static Decided decided(Throwable failure) {
        MemoryFault.endIfOne(failure);
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            FailureKind kind = said(cause);
            if (kind != null) {
                return new Decided(kind, cause);
            }
            innermost = cause;
        }
        return new Decided(EVENT, innermost);
    }

    private static @Nullable FailureKind said(Throwable cause) {
        if (cause instanceof DeadLetterCause ours) {
            return ours.deadLetter().reason() == Reason.GIVEN_UP ? EXTOLE : EVENT;
        }
        // Jackson's exceptions are IOExceptions too.
        if (isRefusedByStore(cause) || cause instanceof JacksonException) {
            return EVENT;
        }
        if (cause instanceof HttpOperationFailedException answer) {
            int status = answer.getStatusCode();
            return status >= 500 || status == 408 || status == 429 ? EXTOLE : EVENT;
        }
        if (cause instanceof DeliveryPausedException
                || cause instanceof ThrottlerRejectedExecutionException
                || cause instanceof IOException) {
            return EXTOLE;
        }
        if (isOfStore(cause)) {
            return STORE;
        }
        return isOfStop(cause) ? STOPPING : null;
    }

    private static boolean isOfStop(Throwable cause) {
        return cause instanceof RejectedExecutionException
                || cause instanceof PostponedException
                || cause instanceof InterruptedException
                || (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError));
    }

    /** The database answers, and would refuse the same again; but for a key that somebody else has just written. */
    private static boolean isRefusedByStore(Throwable cause) {
        return cause instanceof DataIntegrityViolationException && !(cause instanceof DuplicateKeyException);
    }

    private static boolean isOfStore(Throwable cause) {
        return cause instanceof org.springframework.dao.DataAccessException
                || cause instanceof org.springframework.transaction.TransactionException
                || cause instanceof java.sql.SQLException
                || cause instanceof org.springframework.jms.JmsException
                || cause instanceof QueueUnavailableException
                || cause instanceof jakarta.jms.JMSException;
    }
}
