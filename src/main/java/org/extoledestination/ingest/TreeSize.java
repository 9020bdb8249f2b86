package org.extoledestination.ingest;

/**
 * How much memory the tree of a JSON text will take beside the text, told before it is built: three bytes, {@code {},}, become
 * eighty. It is never told too small.
 */
final class TreeSize {

    private static final int OBJECT = 160;
    private static final int ARRAY = 100;
    private static final int FIELD = 100;
    private static final int ITEM = 60;

    private TreeSize() {}

    /** In bytes; of what is no JSON, of as much as can be read. Marks within strings do not count. */
    static long of(byte[] json) {
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

    /**
     * Lets pass what will fit.
     *
     * @param json a JSON text, or what should be one
     * @param room in bytes
     * @throws RefusedException if its tree would be larger
     */
    static void require(byte[] json, long room) {
        require(of(json), room);
    }

    /** The same by the {@code size} of the tree. */
    static void require(long size, long room) {
        if (size > room) {
            throw Growth.grows("Reading it would take more memory than there is for it (" + room
                    + " bytes). Send fewer events at once, or raise -Xmx.");
        }
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
