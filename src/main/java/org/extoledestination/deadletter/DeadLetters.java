package org.extoledestination.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.extoledestination.database.DurableWrites;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The dead letters, in the database. For routes: {@code bean: {ref: deadLetters, method: keep}}. */
public final class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_CODE = 100;
    private static final int LONGEST_DETAIL = 2_000;

    private final JdbcClient database;
    private final DurableWrites durableWrites;
    private final Clock clock;
    private final Meters meters;

    DeadLetters(JdbcClient database, DurableWrites durableWrites, Clock clock, Meters meters) {
        this.database = database;
        this.durableWrites = durableWrites;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Keeps the event of this exchange with the reason of its failure. An event that is a dead letter already keeps its
     * number and gets the new reason.
     */
    public void keep(Exchange exchange) {
        SegmentEvent event = exchange.getProperty(SegmentEvent.IN_HAND, SegmentEvent.class);
        Verdict verdict = Verdict.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        if (update(event, verdict) == 0) {
            insert(event, verdict);
        }
        durableWrites.sync();
        log.warn(
                "{} Kept in dead letters. messageId={}, type={}",
                verdict.detail(),
                event.messageId(),
                event.type().word());
        meters.count("dead.letter", verdict.reason().word());
    }

    private int update(SegmentEvent event, Verdict verdict) {
        return bind("""
                        UPDATE dead_letters SET event = :event, reason = :reason, detail = :detail,
                            extole_status = :status, extole_code = :code, extole_unique_id = :uniqueId
                        WHERE source = :source AND message_id = :messageId
                        """, event, verdict).update();
    }

    private void insert(SegmentEvent event, Verdict verdict) {
        bind("""
                        INSERT INTO dead_letters (source, message_id, type, event_name, person, event, reason, detail,
                            extole_status, extole_code, extole_unique_id, since)
                        VALUES (:source, :messageId, :type, :eventName, :person, :event, :reason, :detail,
                            :status, :code, :uniqueId, :since)
                        ON CONFLICT DO NOTHING
                        """, event, verdict)
                .param("type", event.type().word())
                .param(
                        "eventName",
                        event.name().map(name -> clean(name, LONGEST_NAME)).orElse(null))
                .param("person", event.person().fingerprint())
                .param("since", Timestamp.from(clock.instant()))
                .update();
    }

    private JdbcClient.StatementSpec bind(String sql, SegmentEvent event, Verdict verdict) {
        Optional<Fault> fault = verdict.fault();
        return database.sql(sql)
                .param("source", event.source())
                .param("messageId", event.messageId())
                .param("event", event.json())
                .param("reason", verdict.reason().word())
                .param("detail", clean(verdict.detail(), LONGEST_DETAIL))
                .param("status", fault.map(Fault::status).orElse(null))
                .param(
                        "code",
                        fault.map(said -> clean(said.code(), LONGEST_CODE)).orElse(null))
                .param(
                        "uniqueId",
                        fault.flatMap(Fault::uniqueId)
                                .map(id -> clean(id, LONGEST_CODE))
                                .orElse(null));
    }

    /** The latest dead letters first, at most {@code limit}. */
    public List<DeadLetter> list(int limit) {
        return database.sql("SELECT * FROM dead_letters ORDER BY id DESC LIMIT :limit")
                .param("limit", limit)
                .query(DeadLetters::read)
                .list();
    }

    /** How many there are. */
    public long count() {
        return database.sql("SELECT count(*) FROM dead_letters")
                .query(Long.class)
                .single();
    }

    /** Removes what is kept of a person whom Extole has erased. */
    public void forget(@Header(SegmentEvent.Header.PERSON) String person) {
        database.sql("DELETE FROM dead_letters WHERE person = :person")
                .param("person", person)
                .update();
        durableWrites.sync();
    }

    private static DeadLetter read(ResultSet row, int number) throws SQLException {
        return new DeadLetter(
                row.getLong("id"),
                row.getString("source"),
                row.getString("message_id"),
                row.getString("type"),
                row.getString("event_name"),
                row.getString("reason"),
                row.getString("detail"),
                row.getObject("extole_status", Integer.class),
                row.getString("extole_code"),
                row.getString("extole_unique_id"),
                row.getTimestamp("since").toInstant());
    }

    /** PostgreSQL takes no NUL, and a column has an end. */
    private static String clean(String text, int longest) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return printable.length() <= longest ? printable : printable.substring(0, longest);
    }
}
