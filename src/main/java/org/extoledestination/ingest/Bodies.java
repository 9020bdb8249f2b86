package org.extoledestination.ingest;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads a body whole: inflated, and never more of it than is allowed. */
final class Bodies {

    private static final int STEP = 8 * 1024;

    /** JSON of many events that are nearly the same packs to a fortieth; zeros pack to a thousandth. */
    private static final int MOST_PACKED = 100;

    private static final int MOST_OF_LITTLE = 64 * 1024;

    private Bodies() {}

    /**
     * Reads the bytes of {@code in}.
     *
     * @param expected how many there will be, or -1 if that is not known
     * @param limit the most bytes
     * @param room hears how many bytes are about to be held, before they are
     * @throws RefusedException if they are too many
     * @throws IOException if reading fails
     */
    static byte[] collect(InputStream in, long expected, long limit, LongConsumer room) throws IOException {
        byte[] bytes = new byte[(int) Math.min(expected < 0 ? STEP : expected, STEP)];
        room.accept(bytes.length);
        int count = 0;
        int next = 0;
        while (next >= 0 && count != expected) {
            if (count < bytes.length) {
                next = in.read(bytes, count, bytes.length - count);
                count += Math.max(0, next);
            } else {
                next = in.read();
                if (next >= 0) {
                    bytes = larger(bytes, expected, limit, room);
                    bytes[count++] = (byte) next;
                }
            }
        }
        return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
    }

    private static byte[] larger(byte[] full, long expected, long limit, LongConsumer room) {
        if (full.length >= limit) {
            throw tooLarge(limit);
        }
        long most = expected > full.length ? Math.min(expected, limit) : limit;
        int length = (int) Math.min(most, Math.max(STEP, full.length * 2L));
        room.accept(length);
        return Arrays.copyOf(full, length);
    }

    /**
     * Unpacks {@code packed}.
     *
     * @param encoding the name of how they are packed; none or {@code identity} if they are not
     * @param limit the most inflated bytes
     * @param room hears how many inflated bytes are about to be held
     * @throws RefusedException if they are too many, or not packed as {@code encoding} says
     */
    static byte[] inflated(byte[] packed, @Nullable String encoding, long limit, LongConsumer room) {
        if (!isGzip(encoding)) {
            return packed;
        }
        long most = Math.max(MOST_OF_LITTLE, (long) packed.length * MOST_PACKED);
        try (InputStream inflated = new Gunzip(new ByteArrayInputStream(packed))) {
            return collect(inflated, -1, Math.min(limit, most), room);
        } catch (ZipException | EOFException e) {
            throw RefusedException.malformed("The body is not gzip, though its encoding says so.");
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory cannot fail", e);
        }
    }

    /**
     * Whether bodies of that encoding are packed.
     *
     * @throws RefusedException if it is unknown
     */
    static boolean isGzip(@Nullable String encoding) {
        String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        if (name.equals("gzip") || name.equals("x-gzip")) {
            return true;
        }
        if (name.isEmpty() || name.equals("identity")) {
            return false;
        }
        throw RefusedException.malformed("This content encoding is not taken. Known: gzip, identity.");
    }

    private static RefusedException tooLarge(long limit) {
        return RefusedException.malformed("The body is larger than " + limit
                + " bytes (inflated), or than a hundred times what it was packed to." + " Send smaller batches.");
    }
}
