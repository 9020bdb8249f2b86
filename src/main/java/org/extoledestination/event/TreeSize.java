package org.extoledestination.event;

/**
 * How much memory the tree of a JSON text will take beside the text, told before it is built: three bytes, {@code {},}, become
 * eighty. It is never told too small.
 */
public final class TreeSize {

    private static final int OBJECT = 160;
    private static final int ARRAY = 100;
    private static final int FIELD = 100;
    private static final int ITEM = 60;

    private TreeSize() {}

    /** In bytes; of what is no JSON, of as much as can be read. Marks within strings do not count. */
    public static long of(byte[] json) {
        long size = 2L * json.length;
        boolean quoted = false;
        for (int i = 0; i < json.length; i++) {
            byte each = json[i];
            if (each == '"') {
                quoted = !quoted;
            } else if (!quoted) {
                size += weight(each);
            } else if (each == '\\') {
                i++;
            }
        }
        return size;
    }

    private static int weight(byte letter) {
        return switch (letter) {
            case '{' -> OBJECT;
            case '[' -> ARRAY;
            case ':' -> FIELD;
            case ',' -> ITEM;
            default -> 0;
        };
    }
}
