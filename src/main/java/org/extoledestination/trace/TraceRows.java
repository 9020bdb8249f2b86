package org.extoledestination.trace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.extoledestination.platform.database.ShortQueries;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The table {@code traces}. A kill may lose the rows of the last moments: nothing depends on them. */
final class TraceRows {

    private static final int FINGERPRINT = 64;
    /** Behind every hexadecimal digit, in any collation. */
    private static final char BEHIND_DIGITS = 'g';

    private static final String INSERT =
            "INSERT INTO traces (id, message_id, source, type, event_name, person, outcome,"
                    + " reason, steps, smooth) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    /** An event that was taken several times is found as it was last. */
    private static final String LATEST = "NOT EXISTS (SELECT 1 FROM traces newer WHERE newer.message_id = t.message_id"
            + " AND newer.source = t.source AND newer.id > t.id)";

    private final JdbcTemplate database;
    private final ShortQueries questions;
    private final TransactionTemplate transactions;

    TraceRows(JdbcTemplate database, TransactionTemplate transactions) {
        this.questions = new ShortQueries(database);
        this.database = database;
        this.transactions = transactions;
    }

    /** Adds masked traces. One whose id another instance has used gets the next one. */
    void add(List<Trace> traces) {
        transactions.executeWithoutResult(status -> {
            int[] added = database.batchUpdate(INSERT, values(traces, 0));
            List<Trace> again = IntStream.range(0, added.length)
                    .filter(i -> added[i] == 0)
                    .mapToObj(traces::get)
                    .toList();
            if (!again.isEmpty()) {
                database.batchUpdate(INSERT, values(again, 1));
            }
        });
    }

    private static List<Object[]> values(List<Trace> traces, int more) {
        return traces.stream()
                .map(each -> new Object[] {
                    each.id() + more,
                    each.messageId(),
                    each.source(),
                    each.type(),
                    each.event(),
                    each.person(),
                    each.outcome(),
                    each.reason(),
                    each.stepsText(),
                    each.isSmooth()
                })
                .toList();
    }

    /**
     * The latest first, not more than {@code limit}; of each event the latest trace alone.
     *
     * @throws DataAccessException if the database is away, or {@link ShortQueries takes long}
     */
    List<Trace> find(TraceFilter filter, int limit) {
        return select(filter, limit, true);
    }

    /** The same with all traces of an event. */
    List<Trace> all(TraceFilter filter, int limit) {
        return select(filter, limit, false);
    }

    private List<Trace> select(TraceFilter filter, int limit, boolean latest) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, @Nullable Object> words = new LinkedHashMap<>();
        words.put("message_id", filter.messageId());
        words.put("event_name", filter.event());
        words.put("type", filter.type());
        words.put("source", filter.source());
        words.put("outcome", filter.outcome());
        words.forEach((column, value) -> {
            if (value != null) {
                conditions.add("t." + column + " = :" + column);
                values.put(column, value);
            }
        });
        persons(filter.persons(), conditions, values);
        if (filter.fromId() > 0) {
            conditions.add("t.id >= :from");
            values.put("from", filter.fromId());
        }
        if (filter.beforeId() < Long.MAX_VALUE) {
            conditions.add("t.id < :before");
            values.put("before", filter.beforeId());
        }
        if (latest) {
            conditions.add(LATEST);
        }
        String query = "SELECT t.* FROM traces t"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " ORDER BY " + order(filter) + "t.id DESC LIMIT :limit";
        values.put("limit", limit);
        return questions.ask(database ->
                database.sql(query).params(values).query(TraceRows::trace).list());
    }

    /** Columns with one value each, so that H2 reads an index in its order instead of sorting all that it finds. */
    private static String order(TraceFilter filter) {
        if (filter.messageId() != null) {
            return "t.message_id DESC, ";
        }
        if (!filter.persons().isEmpty()) {
            return "";
        }
        if (filter.event() != null) {
            return filter.outcome() == null ? "t.event_name DESC, " : "t.event_name DESC, t.outcome DESC, ";
        }
        if (filter.source() != null) {
            return filter.outcome() == null ? "t.source DESC, " : "t.source DESC, t.outcome DESC, ";
        }
        if (filter.outcome() != null) {
            return "t.outcome DESC, ";
        }
        return filter.type() == null ? "" : "t.type DESC, ";
    }

    private static void persons(List<String> persons, List<String> conditions, Map<String, Object> values) {
        if (persons.isEmpty()) {
            return;
        }
        List<String> any = new ArrayList<>();
        List<String> whole =
                persons.stream().filter(each -> each.length() == FINGERPRINT).toList();
        if (!whole.isEmpty()) {
            any.add("t.person IN (:persons)");
            values.put("persons", whole);
        }
        for (String each : persons) {
            if (each.length() < FINGERPRINT) {
                String name = "person" + any.size();
                any.add("(t.person >= :" + name + " AND t.person < :" + name + "end)");
                values.put(name, each);
                values.put(name + "end", each + BEHIND_DIGITS);
            }
        }
        conditions.add(any.size() == 1 ? any.get(0) : '(' + String.join(" OR ", any) + ')');
    }

    private static Trace trace(ResultSet row, int number) throws SQLException {
        return new Trace(
                row.getLong("id"),
                row.getString("message_id"),
                row.getString("source"),
                row.getString("type"),
                row.getString("event_name"),
                row.getString("person"),
                row.getString("outcome"),
                row.getString("reason"),
                row.getBoolean("smooth"),
                Trace.steps(row.getString("steps")));
    }

    long count() {
        Long count = database.queryForObject("SELECT count(*) FROM traces", Long.class);
        return count == null ? 0 : count;
    }

    /** Removes some of those with a lower id; returns how many. */
    int removeBefore(long id, int some) {
        return database.update(
                "DELETE FROM traces WHERE id IN (SELECT id FROM traces WHERE id < ? ORDER BY id LIMIT ?)", id, some);
    }

    /** Removes the oldest of the smooth ones; of the others only when no smooth one is left. */
    void removeOldest(int some) {
        int smooth = database.update(
                "DELETE FROM traces WHERE id IN"
                        + " (SELECT id FROM traces WHERE smooth = TRUE ORDER BY smooth, id LIMIT ?)",
                some);
        if (smooth < some) {
            database.update(
                    "DELETE FROM traces WHERE id IN (SELECT id FROM traces ORDER BY id LIMIT ?)", some - smooth);
        }
    }
}
