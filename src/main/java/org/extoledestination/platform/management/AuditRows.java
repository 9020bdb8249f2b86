package org.extoledestination.platform.management;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Forgetting;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.transaction.support.TransactionTemplate;

/** The table {@code audit_trail}. */
record AuditRows(JdbcClient database, TransactionTemplate transactions, DurableWrites durableWrites) {

    /**
     * Which entries are meant: those to which all of it applies.
     *
     * @param since the first moment; null for no bound
     * @param until the first moment behind it; null for no bound
     * @param who what {@code who} begins with; null for anybody
     * @param action what {@code action} holds, in any case; null for any
     */
    record Filter(
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String who,
            @Nullable String action) {

        private String where() {
            StringJoiner all = new StringJoiner(" AND ", " WHERE ", "").setEmptyValue("");
            add(all, since, "happened_at >= :since");
            add(all, until, "happened_at < :until");
            add(all, who, "POSITION(:who IN who) = 1");
            add(all, action, "POSITION(LOWER(:action) IN LOWER(action)) > 0");
            return all.toString();
        }

        private static void add(StringJoiner all, @Nullable Object value, String condition) {
            if (value != null) {
                all.add(condition);
            }
        }

        private StatementSpec bind(StatementSpec statement) {
            return statement
                    .param("since", since == null ? null : Timestamp.from(since))
                    .param("until", until == null ? null : Timestamp.from(until))
                    .param("who", who)
                    .param("action", action);
        }
    }

    /** Adds these, without their numbers, all or none; on disk when it returns. */
    void add(List<AuditEntry> entries) {
        transactions.executeWithoutResult(status -> entries.forEach(this::add));
        durableWrites.sync();
    }

    private void add(AuditEntry entry) {
        database.sql("""
                        INSERT INTO audit_trail (happened_at, who, came_from, action, target, how_many, outcome)
                        VALUES (:at, :who, :from, :action, :target, :count, :outcome)
                        """)
                .param("at", Timestamp.from(entry.at()))
                .param("who", entry.who())
                .param("from", entry.from())
                .param("action", entry.action())
                .param("target", entry.target())
                .param("count", entry.count())
                .param("outcome", entry.outcome())
                .update();
    }

    long count(Filter filter) {
        return filter.bind(database.sql("SELECT count(*) FROM audit_trail" + filter.where()))
                .query(Long.class)
                .single();
    }

    /** The latest first, below the number {@code before}. */
    List<AuditEntry> latest(Filter filter, long before, int limit) {
        return some(filter, "id < :bound", before, "DESC", limit);
    }

    /** The earliest first, above the number {@code after}. */
    List<AuditEntry> earliest(Filter filter, long after, int limit) {
        return some(filter, "id > :bound", after, "ASC", limit);
    }

    private List<AuditEntry> some(Filter filter, String condition, long bound, String order, int limit) {
        String where = filter.where();
        return filter.bind(database.sql("SELECT * FROM audit_trail" + (where.isEmpty() ? " WHERE " : where + " AND ")
                        + condition + " ORDER BY id " + order + " LIMIT :limit"))
                .param("bound", bound)
                .param("limit", limit)
                .query((row, number) -> entry(row))
                .list();
    }

    /** Removes those before {@code oldest}. */
    int removeOld(Instant oldest) {
        return Forgetting.rows(
                database, "audit_trail", "happened_at < :oldest", Map.of("oldest", Timestamp.from(oldest)));
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                row.getTimestamp("happened_at").toInstant(),
                row.getString("who"),
                row.getString("came_from"),
                row.getString("action"),
                row.getString("target"),
                row.getObject("how_many", Long.class),
                row.getString("outcome"));
    }
}
