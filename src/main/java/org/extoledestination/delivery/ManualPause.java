package org.extoledestination.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.extoledestination.delivery.DeliveryPause.Cause;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The pause by hand. It is stored in the database, so it survives a restart and applies to all instances on the
 * database.
 */
final class ManualPause {

    static final int LONGEST_REASON = 200;

    private static final String REASON = "paused by hand: ";
    private static final String ACTION = "run: java -jar extole-destination.jar delivery resume";
    private static final Logger log = LoggerFactory.getLogger(ManualPause.class);

    private final JdbcClient database;
    private final DurableWrites durableWrites;
    private final DeliveryPause pause;
    private final Clock clock;

    /** Takes up the pause that was on when the application stopped. */
    ManualPause(JdbcClient database, DurableWrites durableWrites, DeliveryPause pause, Clock clock) {
        this.database = database;
        this.durableWrites = durableWrites;
        this.pause = pause;
        this.clock = clock;
        take(recorded());
    }

    /** Holds all requests from now on; a second pause changes the reason of the first. */
    synchronized void begin(String reason) {
        String text = reason.replaceAll("\\p{Cntrl}", " ").strip();
        database.sql(
                        "INSERT INTO delivery_pause (id, reason, since) VALUES (1, :reason, :since) ON CONFLICT DO NOTHING")
                .param("reason", text)
                .param("since", Timestamp.from(clock.instant()))
                .update();
        database.sql("UPDATE delivery_pause SET reason = :reason WHERE id = 1")
                .param("reason", text)
                .update();
        durableWrites.sync();
        take(recorded());
    }

    /** Lets requests leave again. */
    synchronized void end() {
        database.sql("DELETE FROM delivery_pause").update();
        durableWrites.sync();
        take(Optional.empty());
    }

    /** Does here what was done on another instance. While the database is away all stays as it is. */
    @Scheduled(initialDelayString = "PT1S", fixedDelayString = "PT1S")
    synchronized void follow() {
        try {
            take(recorded());
        } catch (DataAccessException e) {
            log.debug("The database does not say whether delivery is paused by hand: {}", FaultPlace.of(e));
        }
    }

    private Optional<Cause> recorded() {
        return database.sql("SELECT reason, since FROM delivery_pause")
                .query((row, number) -> new Cause(
                        REASON + row.getString("reason"),
                        row.getTimestamp("since").toInstant(),
                        ACTION))
                .optional();
    }

    private void take(Optional<Cause> recorded) {
        boolean was = pause.isByHand();
        Instant since = pause.cause().map(Cause::since).orElseGet(clock::instant);
        pause.byHand(recorded);
        if (recorded.isPresent() && !was) {
            log.warn(
                    "Delivery is {}. What to do: {}. Events are kept; intake goes on",
                    recorded.get().reason(),
                    ACTION);
        } else if (recorded.isEmpty() && was) {
            log.info(
                    "Delivery is resumed by hand after {}",
                    Duration.ofSeconds(Duration.between(since, clock.instant()).toSeconds()));
        }
    }
}
