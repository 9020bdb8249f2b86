package org.extoledestination.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.extoledestination.database.DurableWrites;
import org.extoledestination.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The ids of what Extole has taken, in the database: Camel's idempotent repository. Camel's own JDBC repository is not
 * used because it fails when one id comes twice at once (CAMEL-24048).
 */
public final class DeliveredIds implements IdempotentRepository {

    private static final Logger log = LoggerFactory.getLogger(DeliveredIds.class);
    private static final int TRIES = 20;

    private final JdbcClient database;
    private final DurableWrites durableWrites;
    private final Duration remember;
    private final Clock clock;
    private final Meters meters;
    private volatile CountDownLatch stopping = new CountDownLatch(1);

    DeliveredIds(JdbcClient database, DurableWrites durableWrites, Duration remember, Clock clock, Meters meters) {
        this.database = database;
        this.durableWrites = durableWrites;
        this.remember = remember;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public boolean contains(Exchange exchange, String key) {
        boolean known = contains(key);
        if (known) {
            meters.count("delivery", "duplicate");
        }
        return known;
    }

    @Override
    public boolean contains(String key) {
        return database.sql("SELECT count(*) FROM delivered_ids WHERE id = :id")
                        .param("id", key)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /**
     * Records an id. Extole has the event by now, so a database that is away for a moment is waited for: an id that is
     * not recorded could be delivered twice if its sender repeats it.
     */
    @Override
    public boolean add(String key) {
        for (int attempt = 1; ; attempt++) {
            try {
                boolean isNew = database.sql("INSERT INTO delivered_ids (id, delivered_at) VALUES (:id, :now)"
                                        + " ON CONFLICT DO NOTHING")
                                .param("id", key)
                                .param("now", Timestamp.from(clock.instant()))
                                .update()
                        > 0;
                durableWrites.sync();
                return isNew;
            } catch (DataAccessException e) {
                if (attempt == TRIES || !paused()) {
                    log.error(
                            "An event was delivered but its id could not be recorded: {}. If its sender repeats it,"
                                    + " Extole gets it twice",
                            e.getClass().getSimpleName());
                    throw e;
                }
            }
        }
    }

    private boolean paused() {
        try {
            return !stopping.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Forgets what is older than {@code delivery.remember-ids}, a few at a time so that nobody waits for it. */
    public void forgetOld() {
        Timestamp oldest = Timestamp.from(clock.instant().minus(remember));
        int forgotten;
        do {
            forgotten = database.sql("DELETE FROM delivered_ids WHERE id IN"
                            + " (SELECT id FROM delivered_ids WHERE delivered_at < :oldest LIMIT 5000)")
                    .param("oldest", oldest)
                    .update();
        } while (forgotten > 0);
    }

    @Override
    public boolean remove(String key) {
        return database.sql("DELETE FROM delivered_ids WHERE id = :id")
                        .param("id", key)
                        .update()
                > 0;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        database.sql("DELETE FROM delivered_ids").update();
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
    }

    /** Ends the wait for a database that is away. */
    @Override
    public void stop() {
        stopping.countDown();
    }
}
