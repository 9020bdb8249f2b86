package org.extoledestination.event;

/**
 * Estimates the memory of a JSON text's tree before it is built: three bytes, {@code {},}, become eighty. The estimate
 * is never too small.
 */
public final class TreeSize {

    private static final int OBJECT = 160;
    private static final int ARRAY = 100;
    private static final int FIELD = 100;
    private static final int ITEM = 60;
    private static final int WIDEST_LETTER = 4;
    private static final byte BYTE_ORDER_MARK_BIG = (byte) 0xfe;
    private static final byte BYTE_ORDER_MARK_LITTLE = (byte) 0xff;

    private TreeSize() {}

    /** In bytes; of what is no JSON, of as much as can be read. Marks within strings do not count. */
    public static long of(byte[] json) {
        long size = 2L * json.length;
        if (isWide(json)) {
            for (byte each : json) {
                size += weight(each);
            }
            return size;
        }
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

    /** In UTF-16 or UTF-32, of which one of the first letters has a zero: a byte of it may look like a quote and be none. */
    private static boolean isWide(byte[] json) {
        for (int i = 0; i < Math.min(WIDEST_LETTER, json.length); i++) {
            if (json[i] == 0 || json[i] == BYTE_ORDER_MARK_BIG || json[i] == BYTE_ORDER_MARK_LITTLE) {
                return true;
            }
        }
        return false;
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
