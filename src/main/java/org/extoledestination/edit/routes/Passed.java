package org.extoledestination.edit.routes;

import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;

/** How many exchanges a route or a step has passed on, and how many it has failed on. Safe for many threads. */
final class Passed {

    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** One has come out. A failure that the error handling has dealt with is one too. */
    void count(Exchange exchange) {
        boolean isFailed = exchange.getException() != null
                || exchange.getExchangeExtension().isFailureHandled();
        (isFailed ? failed : completed).increment();
    }

    long completed() {
        return completed.sum();
    }

    long failed() {
        return failed.sum();
    }
}
