package org.extoledestination.ingest;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads a body whole: inflated, and never more of it than is allowed. */
final class Bodies {

    private Bodies() {}

    /**
     * The inflated bytes of {@code in}.
     *
     * @param encoding the name of how they are packed; none or {@code identity} if they are not
     * @param limit the most inflated bytes
     * @throws RefusedException if they are too many, or not packed as {@code encoding} says
     * @throws IOException if reading fails
     */
    static byte[] read(InputStream in, @Nullable String encoding, long limit) throws IOException {
        boolean packed = isGzip(encoding);
        try {
            InputStream inflated = packed ? new GZIPInputStream(in) : in;
            byte[] body = inflated.readNBytes((int) limit + 1);
            if (body.length > limit) {
                throw RefusedException.malformed(
                        "The body is larger than " + limit + " bytes (inflated). Send smaller batches.");
            }
            return body;
        } catch (ZipException | EOFException e) {
            if (packed) {
                throw RefusedException.malformed("The body is not gzip, though its encoding says so.");
            }
            throw e;
        }
    }

    private static boolean isGzip(@Nullable String encoding) {
        String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        if (name.equals("gzip") || name.equals("x-gzip")) {
            return true;
        }
        if (name.isEmpty() || name.equals("identity")) {
            return false;
        }
        throw RefusedException.malformed("This content encoding is not taken. Known: gzip, identity.");
    }
}
