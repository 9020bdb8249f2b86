package org.extoledestination.delivery.parameters;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code refused_parameters}: for operators, so it need not survive a crash of the machine. */
record RefusedRows(JdbcClient database) {

    /** Senders can make up names without end. */
    private static final int MOST = 1_000;

    private static final int LONGEST_CODE = 100;

    /** Counts a refusal; true if it is the first of this name for this reason. */
    boolean add(String shownName, String code, String messageId, Instant now) {
        String reason = code.length() <= LONGEST_CODE ? code : code.substring(0, LONGEST_CODE);
        if (update(shownName, reason, messageId, now)) {
            return false;
        }
        boolean isNew = count() < MOST
                && database.sql("""
                                INSERT INTO refused_parameters (name, code, refusals, message_id, since, latest)
                                VALUES (:name, :code, 1, :messageId, :now, :now) ON CONFLICT DO NOTHING
                                """)
                                .param("name", shownName)
                                .param("code", reason)
                                .param("messageId", messageId)
                                .param("now", Timestamp.from(now))
                                .update()
                        > 0;
        return isNew;
    }

    private boolean update(String shownName, String code, String messageId, Instant now) {
        return database.sql("""
                                UPDATE refused_parameters SET refusals = refusals + 1, message_id = :messageId,
                                    latest = :now WHERE name = :name AND code = :code
                                """)
                        .param("name", shownName)
                        .param("code", code)
                        .param("messageId", messageId)
                        .param("now", Timestamp.from(now))
                        .update()
                > 0;
    }

    private long count() {
        return database.sql("SELECT count(*) FROM refused_parameters")
                .query(Long.class)
                .single();
    }

    /** The latest first. */
    List<RefusedParameter> list() {
        return database.sql("SELECT * FROM refused_parameters ORDER BY latest DESC, name, code")
                .query((row, number) -> new RefusedParameter(
                        row.getString("name"),
                        row.getString("code"),
                        row.getLong("refusals"),
                        row.getString("message_id"),
                        row.getTimestamp("since").toInstant(),
                        row.getTimestamp("latest").toInstant()))
                .list();
    }
}
