package org.extoledestination.ingest;

/**
 * How much memory the tree of a JSON text will take, told from the text before it is built: three bytes, {@code {},}, become
 * eighty. It is never told too small.
 */
final class TreeSize {

    private static final int OBJECT = 160;
    private static final int ARRAY = 100;
    private static final int FIELD = 100;
    private static final int ITEM = 60;

    private TreeSize() {}

    /**
     * Lets pass what will fit.
     *
     * @param json a JSON text, or what should be one
     * @param room in bytes
     * @throws RefusedException if its tree would be larger
     */
    static void require(byte[] json, long room) {
        long size = json.length;
        for (byte each : json) {
            size += weight(each);
        }
        require(size, room);
    }

    /** The same of a text. */
    static void require(String json, long room) {
        require(json.length() + json.chars().mapToLong(TreeSize::weight).sum(), room);
    }

    private static void require(long size, long room) {
        if (size > room) {
            throw Growth.grows("Reading it would take more memory than there is for it (" + room
                    + " bytes). Send fewer events at once, or raise -Xmx.");
        }
    }

    private static int weight(int letter) {
        return switch (letter) {
            case '{' -> OBJECT;
            case '[' -> ARRAY;
            case ':' -> FIELD;
            case ',' -> ITEM;
            default -> 0;
        };
    }
}
