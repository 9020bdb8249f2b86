package org.extoledestination.delivery;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.extoledestination.activemqbatch.PostponedException;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.extoledestination.queue.QueueUnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/**
 * What a failure is about. Decided from the outside in, by the first exception that says it: Camel would begin with the
 * innermost cause, and take a database that refuses a connection for Extole refusing one.
 */
enum FailureKind {
    /** Extole, or the way to it, or our set-up, or a pause, or our own limit of calls: the same request may pass later. */
    EXTOLE,
    /** Our own database or broker is away. */
    STORE,
    /** The application stops, has no memory left, or tries others first: nothing can be judged now. */
    STOPPING,
    /** The event: another try would fail the same way. */
    EVENT;

    static FailureKind of(Exchange exchange) {
        return of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** From the outside in, by the first exception that says it. */
    static FailureKind of(@Nullable Throwable failure) {
        MemoryFault.endIfOne(failure);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isRefusedByStore(cause)
                    || cause instanceof ExtoleRefusedException
                    || cause instanceof com.fasterxml.jackson.core.JacksonException) {
                return EVENT;
            }
            if (cause instanceof ExtoleException
                    || cause instanceof DeliveryPausedException
                    || cause instanceof ThrottlerRejectedExecutionException
                    || cause instanceof IOException) {
                return EXTOLE;
            }
            if (isOfStore(cause)) {
                return STORE;
            }
            if (cause instanceof RejectedExecutionException
                    || cause instanceof PostponedException
                    || cause instanceof InterruptedException
                    || (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError))) {
                return STOPPING;
            }
        }
        return EVENT;
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
