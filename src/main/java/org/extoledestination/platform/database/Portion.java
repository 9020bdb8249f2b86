package org.extoledestination.platform.database;

/**
 * How many rows with texts are in memory at once: the first of a table by {@code id}, as many as fit, one always.
 *
 * @param characters how many characters the texts before the last one may have together
 */
public record Portion(long characters) {

    /** Processing a text takes a few times its size: the row, the event, the message. */
    private static final int HEAP_SHARE = 32;

    /** The portion that fits into this process. */
    public static Portion ofHeap() {
        return new Portion(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** The same for one of so many who do it at once. */
    public Portion of(int many) {
        return new Portion(characters / many);
    }

    /**
     * The statement, with the parameters {@code limit} (rows) and {@code characters}.
     *
     * @param texts the column with the texts
     * @param where which rows of the table, with parameters of its own; begins with a blank
     */
    public static String sql(String table, String texts, String where) {
        return "SELECT whole.* FROM " + table
                + " whole JOIN (SELECT id, SUM(length) OVER (ORDER BY id) - length AS earlier"
                + " FROM (SELECT id, CHAR_LENGTH(" + texts + ") AS length FROM " + table
                // Of the ids alone, which an index may have: the rows of all others are not read.
                + " WHERE id IN (SELECT id FROM " + table + where + " ORDER BY id LIMIT :limit)) few)"
                + " fitting ON fitting.id = whole.id WHERE fitting.earlier <= :characters ORDER BY whole.id";
    }

    /** Whether there may be more than the rows that were found: as many as were asked for, or their texts did not fit. */
    public boolean isCut(int rows, int limit, long charactersOfRows) {
        return rows == limit || charactersOfRows > characters;
    }
}
