package org.extoledestination.activemqbatch;

import java.util.List;
import org.apache.camel.Exchange;

/**
 * Does for a batch at once what would be dear for each message: looks something up for all that were just read, makes
 * something durable for all that are done. Named in the endpoint: {@code batchListeners=#one,#other}.
 *
 * <p>The calls for one consumer come from one thread. An exception that {@link #beforeProcessing} or
 * {@link #beforeAcknowledge} or {@link #afterLosing} throws stops nothing for good: the same call comes again after a wait, and until it passes
 * no message of the batch is processed or acknowledged.
 */
public interface BatchListener {

    /** Messages were read; none of them has been processed. One that throws must leave no trace of the call. */
    default void beforeProcessing(List<Exchange> exchanges) {}

    /** These have been processed without a failure. When this returns the broker forgets them. */
    default void beforeAcknowledge(List<Exchange> exchanges) {}

    /**
     * These have been processed too, but another process reads their queue by now, and processes them again: what it does
     * not find written down it does twice. Only what is true whoever reads the queue may be written down here.
     */
    default void afterLosing(List<Exchange> exchanges) {}

    /**
     * These are not on their way any more: acknowledged, or given back to the broker. Called once for each exchange that
     * {@link #beforeProcessing} has seen; must not throw.
     */
    default void afterLeaving(List<Exchange> exchanges) {}
}
