package org.extoledestination.refused;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.extoledestination.database.DurableWrites;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code refused_messages}. */
final class RefusedRows {

    private static final int AT_ONCE = 1_000;
    private static final String LISTED =
            "SELECT id, queue, message_id, part, source, code, detail, kind, bytes, since FROM refused_messages";

    private final JdbcClient database;
    private final DurableWrites durableWrites;

    RefusedRows(JdbcClient database, DurableWrites durableWrites) {
        this.database = database;
        this.durableWrites = durableWrites;
    }

    /** A message with all that it held. */
    record Full(RefusedMessage message, Content content, String properties) {}

    /** How many there are, and how much room they take up together, in bytes. */
    record Size(long messages, long bytes) {}

    /** Adds one, without its number; false if it is there already, since its queue has given it out again. */
    boolean add(Full full) {
        RefusedMessage message = full.message();
        return database.sql("""
                        INSERT INTO refused_messages
                            (queue, message_id, part, source, code, detail, kind, content, properties, bytes, since)
                        VALUES (:queue, :messageId, :part, :source, :code, :detail, :kind, :content, :properties, :bytes,
                            :since)
                        ON CONFLICT DO NOTHING
                        """)
                        .param("queue", message.queue())
                        .param("messageId", message.messageId())
                        .param("part", message.part())
                        .param("source", message.source())
                        .param("code", message.code())
                        .param("detail", message.detail())
                        .param("kind", message.kind())
                        .param("content", full.content().text())
                        .param("properties", full.properties())
                        .param("bytes", message.bytes())
                        .param("since", Timestamp.from(message.since()))
                        .update()
                > 0;
    }

    /** What was added is on disk when this returns. */
    void sync() {
        durableWrites.sync();
    }

    /** The latest first, below the number {@code before}. */
    List<RefusedMessage> list(long before, int limit) {
        return database.sql(LISTED + " WHERE id < :before ORDER BY id DESC LIMIT :limit")
                .param("before", before)
                .param("limit", limit)
                .query((row, number) -> message(row))
                .list();
    }

    /** Those of which the text names an event with this id, the latest first; not more than a few. */
    List<RefusedMessage> naming(String messageId) {
        return database.sql(LISTED + " WHERE kind = 'text' AND POSITION(:id IN content) > 0 ORDER BY id DESC LIMIT 10")
                .param("id", '"' + messageId + '"')
                .query((row, number) -> message(row))
                .list();
    }

    Optional<Full> find(long id) {
        return database.sql("SELECT * FROM refused_messages WHERE id = :id")
                .param("id", id)
                .query((row, number) -> new Full(
                        message(row),
                        new Content(row.getString("kind"), row.getString("content")),
                        row.getString("properties")))
                .optional();
    }

    /** The numbers up to {@code upTo}, the earliest first, behind {@code after}. */
    List<Long> ids(long after, long upTo) {
        return database.sql("SELECT id FROM refused_messages WHERE id > :after AND id <= :upTo ORDER BY id LIMIT "
                        + AT_ONCE)
                .param("after", after)
                .param("upTo", upTo)
                .query(Long.class)
                .list();
    }

    Size size() {
        return database.sql("SELECT count(*) AS messages, COALESCE(SUM(bytes), 0) AS bytes FROM refused_messages")
                .query((row, number) -> new Size(row.getLong("messages"), row.getLong("bytes")))
                .single();
    }

    int remove(List<Long> ids) {
        return ids.isEmpty()
                ? 0
                : database.sql("DELETE FROM refused_messages WHERE id IN (:ids)")
                        .param("ids", ids)
                        .update();
    }

    /** Removes those that came before {@code oldest}. */
    int removeOld(Instant oldest) {
        return database.sql("DELETE FROM refused_messages WHERE since < :oldest")
                .param("oldest", Timestamp.from(oldest))
                .update();
    }

    private static RefusedMessage message(ResultSet row) throws SQLException {
        return new RefusedMessage(
                row.getLong("id"),
                row.getString("queue"),
                row.getString("message_id"),
                row.getInt("part"),
                row.getString("source"),
                row.getString("code"),
                row.getString("detail"),
                row.getString("kind"),
                row.getLong("bytes"),
                row.getTimestamp("since").toInstant());
    }
}
