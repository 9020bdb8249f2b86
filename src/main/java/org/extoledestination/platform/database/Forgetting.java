package org.extoledestination.platform.database;

import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deletes many rows a few at a time: delivery may need the connection, of which H2 has one. */
public final class Forgetting {

    private static final int AT_ONCE = 2_000;

    private Forgetting() {}

    /**
     * Deletes rows until there are none.
     *
     * @param table a table with a column {@code id}
     * @param which the condition, with parameters of its own
     * @return how many there were
     */
    public static int rows(JdbcClient database, String table, String which, Map<String, ?> values) {
        JdbcClient.StatementSpec some = database.sql(
                        "DELETE FROM %1$s WHERE id IN (SELECT id FROM %1$s WHERE %2$s LIMIT %3$d)"
                                .formatted(table, which, AT_ONCE))
                .params(values);
        int forgotten = 0;
        int now;
        do {
            now = some.update();
            forgotten += now;
        } while (now > 0);
        return forgotten;
    }
}
