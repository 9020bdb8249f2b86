package org.extoledestination.queue.refused;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Forgetting;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.platform.database.ShortQueries;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The table {@code refused_messages}. */
public final class RefusedRows {

    private static final int AT_ONCE = 1_000;
    private static final String LISTED =
            "SELECT id, queue, message_id, part, source, code, detail, kind, bytes, since FROM refused_messages";

    private final JdbcClient database;
    private final ShortQueries questions;
    private final TransactionTemplate transactions;
    private final DurableWrites durableWrites;
    private final Portion portion;

    /** {@code portion}: so much of what messages held is in memory at once. */
    RefusedRows(JdbcTemplate database, TransactionTemplate transactions, DurableWrites durableWrites, Portion portion) {
        this.portion = portion;
        this.database = JdbcClient.create(database);
        this.questions = new ShortQueries(database);
        this.transactions = transactions;
        this.durableWrites = durableWrites;
    }

    /** A message with all that it held; {@code isReplay}: it has come again by a replay. */
    record Full(RefusedMessage message, Content content, String properties, boolean isReplay) {}

    /** The messages that came from one queue and were refused for one reason. */
    public record Kind(String code, String queue, long messages, long bytes, Instant first, Instant last) {}

    /** How many there are, and how much room they take up together, in bytes. */
    record Size(long messages, long bytes) {}

    /**
     * Adds these, without their numbers, all or none; on disk when it returns. A message that comes back from a replay
     * gets a new number, so that it stays when the old one is removed.
     *
     * @return those that were not there, or have come again by a replay; not what its queue has given out again
     */
    List<Full> add(List<Full> all) {
        List<Full> added =
                transactions.execute(status -> all.stream().filter(this::add).toList());
        durableWrites.sync();
        return Objects.requireNonNull(added);
    }

    private boolean add(Full full) {
        RefusedMessage message = full.message();
        if (full.isReplay()) {
            database.sql("DELETE FROM refused_messages WHERE queue = ? AND message_id = ? AND part = ?")
                    .params(message.queue(), message.messageId(), message.part())
                    .update();
        }
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

    /** The kinds of messages, the most frequent first. */
    List<Kind> kinds() {
        return questions.ask(database -> database.sql("""
                        SELECT code, queue, count(*) AS messages, SUM(bytes) AS bytes, MIN(since) AS first_since,
                            MAX(since) AS last_since
                        FROM refused_messages GROUP BY code, queue ORDER BY messages DESC, code, queue
                        """)
                .query((row, number) -> new Kind(
                        row.getString("code"),
                        row.getString("queue"),
                        row.getLong("messages"),
                        row.getLong("bytes"),
                        row.getTimestamp("first_since").toInstant(),
                        row.getTimestamp("last_since").toInstant()))
                .list());
    }

    /** The latest first, below the number {@code before}; {@code code}: only those of this reason, null for all. */
    List<RefusedMessage> list(long before, @Nullable String code, int limit) {
        return questions.ask(database -> database.sql(LISTED + " WHERE id < :before"
                        + (code == null ? "" : " AND code = :code") + " ORDER BY id DESC LIMIT :limit")
                .param("before", before)
                .param("code", code)
                .param("limit", limit)
                .query((row, number) -> message(row))
                .list());
    }

    /** Those of which the text names an event with this id, the latest first; not more than a few. */
    List<RefusedMessage> naming(String messageId) {
        return questions.ask(database -> database.sql(
                        LISTED + " WHERE kind = 'text' AND POSITION(:id IN content) > 0 ORDER BY id DESC LIMIT 10")
                .param("id", '"' + messageId + '"')
                .query((row, number) -> message(row))
                .list());
    }

    Optional<Full> find(long id) {
        return database.sql("SELECT * FROM refused_messages WHERE id = :id")
                .param("id", id)
                .query((row, number) -> full(row))
                .optional();
    }

    /** What is known of a message, without its content. */
    Optional<RefusedMessage> head(long id) {
        return database.sql(LISTED + " WHERE id = :id")
                .param("id", id)
                .query((row, number) -> message(row))
                .optional();
    }

    /** Which messages are meant, by their numbers. */
    record Choice(String condition, Object value, @Nullable String code) {

        private String where() {
            return " WHERE " + condition;
        }

        static Choice of(List<Long> numbers) {
            return new Choice("id IN (:value)", numbers, null);
        }

        /** {@code code}: only those of this reason, null for all. */
        static Choice upTo(long number, @Nullable String code) {
            return new Choice("id <= :value" + (code == null ? "" : " AND code = :code"), number, code);
        }
    }

    long count(Choice choice) {
        return database.sql("SELECT count(*) FROM refused_messages" + choice.where())
                .param("value", choice.value())
                .param("code", choice.code())
                .query(Long.class)
                .single();
    }

    /** The earliest first, behind the number {@code after}; not more than memory holds. */
    List<Full> some(Choice choice, long after) {
        return database.sql(Portion.sql("refused_messages", "content", choice.where() + " AND id > :after"))
                .param("value", choice.value())
                .param("code", choice.code())
                .param("after", after)
                .param("limit", AT_ONCE)
                .param("characters", portion.characters())
                .query((row, number) -> full(row))
                .list();
    }

    int remove(Choice choice) {
        int removed = Forgetting.rows(
                database,
                "refused_messages",
                choice.condition(),
                Map.of("value", choice.value(), "code", Objects.requireNonNullElse(choice.code(), "")));
        durableWrites.sync();
        return removed;
    }

    Size size() {
        return database.sql("SELECT count(*) AS messages, COALESCE(SUM(bytes), 0) AS bytes FROM refused_messages")
                .query((row, number) -> new Size(row.getLong("messages"), row.getLong("bytes")))
                .single();
    }

    /** Removes those that came before {@code oldest}. */
    int removeOld(Instant oldest) {
        return Forgetting.rows(
                database, "refused_messages", "since < :oldest", Map.of("oldest", Timestamp.from(oldest)));
    }

    private static Full full(ResultSet row) throws SQLException {
        return new Full(
                message(row),
                new Content(row.getString("kind"), row.getString("content")),
                row.getString("properties"),
                false);
    }

    /** Removes the oldest beyond so many, or so many bytes together; 0: any. */
    int removeBeyond(long most, long mostBytes) {
        return database.sql("""
                        DELETE FROM refused_messages WHERE id <= (SELECT MAX(id) FROM (SELECT id,
                            ROW_NUMBER() OVER (ORDER BY id DESC) AS number, SUM(bytes) OVER (ORDER BY id DESC) AS size
                            FROM refused_messages) latest
                        WHERE (:most > 0 AND number > :most) OR (:mostBytes > 0 AND size > :mostBytes))
                        """)
                .param("most", most)
                .param("mostBytes", mostBytes)
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
