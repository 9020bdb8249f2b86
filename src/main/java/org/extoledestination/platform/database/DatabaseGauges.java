package org.extoledestination.platform.database;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Numbers that only the database knows, for the metrics. While it is away they are {@code NaN}, and one of them asks twice a
 * minute whether it is back: each question takes as long as a connection may take, and all other metrics would wait for it.
 */
public final class DatabaseGauges {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Meters meters;
    private volatile long askAgain = System.nanoTime();

    DatabaseGauges(Meters meters) {
        this.meters = meters;
    }

    /** Shows a number that goes up and down, as {@link Meters#gauge}. */
    public void gauge(String name, String description, Supplier<Number> value) {
        meters.gauge(name, description, () -> ask(value));
    }

    private Number ask(Supplier<Number> value) {
        if (System.nanoTime() - askAgain < 0) {
            return Double.NaN;
        }
        try {
            return value.get();
        } catch (DataAccessException | TransactionException e) {
            askAgain = System.nanoTime() + PAUSE_NANOS;
            return Double.NaN;
        }
    }
}
