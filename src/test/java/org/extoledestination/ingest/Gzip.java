package org.extoledestination.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Packs bodies for tests. */
final class Gzip {

    private Gzip() {}

    static byte[] of(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(Doors.bytes(text));
        }
        return bytes.toByteArray();
    }

    /** So many zero bytes, which pack to a thousandth. */
    static byte[] ofZeros(int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] block = new byte[10_000];
            for (int written = 0; written < size; written += block.length) {
                gzip.write(block);
            }
        }
        return bytes.toByteArray();
    }
}
