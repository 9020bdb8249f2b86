package org.extoledestination.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.extoledestination.deadletter.DeadLetterRows.Full;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Converts events, verdicts and letters to columns of the table {@code dead_letters}, and back. */
final class DeadLetterColumns {

    static final int LONGEST_NOTE = 1_000;

    private static final int LONGEST_NAME = 500;

    private DeadLetterColumns() {}

    /** Sets {@code source}, {@code messageId}, {@code type}, {@code eventName}, {@code person}, {@code event} and {@code trace}. */
    static StatementSpec bind(StatementSpec statement, SegmentEvent event) {
        return statement
                .param("source", event.source())
                .param("messageId", event.messageId())
                .param("type", event.type().word())
                .param("eventName", name(event))
                .param("person", event.person().fingerprint())
                .param("event", event.json())
                .param("trace", event.trace().isEmpty() ? null : event.trace());
    }

    /** Sets {@code reason}, {@code code}, {@code detail}, {@code status}, {@code extoleCode} and {@code uniqueId}. */
    static StatementSpec bind(StatementSpec statement, Verdict verdict) {
        Optional<Fault> fault = verdict.fault();
        return bind(
                statement,
                verdict.reason().word(),
                verdict.code(),
                verdict.detail(),
                fault.map(Fault::status).orElse(null),
                fault.map(Fault::code).orElse(null),
                fault.flatMap(Fault::uniqueId).orElse(null));
    }

    /** Sets all that a verdict has, and {@code since}, {@code state} and what else a letter has gone through. */
    static StatementSpec bind(StatementSpec statement, DeadLetter letter) {
        return bind(
                        statement,
                        letter.reason(),
                        letter.code(),
                        letter.detail(),
                        letter.extoleStatus(),
                        letter.extoleCode(),
                        letter.extoleUniqueId())
                .param("since", Timestamp.from(letter.since()))
                .param("state", letter.state())
                .param("stateSince", Timestamp.from(letter.stateSince()))
                .param("note", cleanIfAny(letter.note(), LONGEST_NOTE))
                .param("replays", letter.replays())
                .param("lastReplay", timestamp(letter.lastReplay()));
    }

    private static StatementSpec bind(
            StatementSpec statement,
            String reason,
            String code,
            String detail,
            @Nullable Integer status,
            @Nullable String extoleCode,
            @Nullable String uniqueId) {
        return statement
                .param("reason", reason)
                .param("code", Shown.id(code))
                .param("detail", Shown.text(detail))
                .param("status", status)
                .param("extoleCode", idIfAny(extoleCode))
                .param("uniqueId", idIfAny(uniqueId));
    }

    /** An event's name as it stands in {@code event_name}. */
    static @Nullable String name(SegmentEvent event) {
        return event.name().map(name -> clean(name, LONGEST_NAME)).orElse(null);
    }

    /** Events' names as they stand in {@code event_name}. */
    static List<String> names(List<String> given) {
        return given.stream().map(name -> clean(name, LONGEST_NAME)).toList();
    }

    /** A verdict's code as it stands in {@code code}. */
    static String code(Verdict verdict) {
        return Shown.id(verdict.code());
    }

    /** A whole row, as it comes in again. */
    static Full full(ResultSet row, int number) throws SQLException {
        DeadLetter letter = letter(row, number);
        return new Full(
                letter,
                new SegmentEvent(
                        letter.source(),
                        EventType.of(letter.type()).orElseThrow(),
                        letter.messageId(),
                        Optional.ofNullable(letter.event()),
                        new Person(letter.person()),
                        row.getString("event"),
                        SegmentEvent.REPLAY,
                        Objects.requireNonNullElse(row.getString("trace_context"), "")));
    }

    /** A row without its event. */
    static DeadLetter letter(ResultSet row, int number) throws SQLException {
        Timestamp lastReplay = row.getTimestamp("last_replay");
        return new DeadLetter(
                row.getLong("id"),
                row.getString("source"),
                row.getString("message_id"),
                row.getString("type"),
                row.getString("event_name"),
                row.getString("person"),
                row.getString("reason"),
                row.getString("code"),
                row.getString("detail"),
                row.getObject("extole_status", Integer.class),
                row.getString("extole_code"),
                row.getString("extole_unique_id"),
                row.getTimestamp("since").toInstant(),
                row.getString("state"),
                row.getTimestamp("state_since").toInstant(),
                row.getString("note"),
                row.getObject("discard_batch", Long.class),
                row.getInt("replays"),
                lastReplay == null ? null : lastReplay.toInstant());
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    /** PostgreSQL takes no NUL, and a column has an end. */
    static String clean(String text, int longest) {
        return Shown.clean(text, longest);
    }

    private static @Nullable String cleanIfAny(@Nullable String text, int longest) {
        return text == null ? null : clean(text, longest);
    }

    private static @Nullable String idIfAny(@Nullable String id) {
        return id == null ? null : Shown.id(id);
    }
}
