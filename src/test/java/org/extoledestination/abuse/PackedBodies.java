package org.extoledestination.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Bodies that say they are gzip. */
final class PackedBodies {

    private static final int BOMB = 64 << 20;
    private static final int MEMBERS = 24_000;

    private PackedBodies() {}

    static Map<String, byte[]> all() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        byte[] event = gzip(bytes("{\"batch\":[{\"type\":\"track\",\"event\":\"Packed\",\"userId\":\"packed\"}]}"));
        byte[] empty = gzip(new byte[0]);
        all.put("64 MB of zeros", gzip(new byte[BOMB]));
        all.put("64 MB of blanks before an event", gzip(bytes(" ".repeat(BOMB) + "{}")));
        all.put("a bomb within a bomb", gzip(gzip(new byte[BOMB])));
        all.put("24,000 empty members", repeated(empty, MEMBERS));
        all.put("24,000 empty members and then an event", Requests.joined(repeated(empty, MEMBERS), event));
        all.put("an event and then 24,000 empty members", Requests.joined(event, repeated(empty, MEMBERS)));
        all.put("an event in two members", Requests.joined(gzip(bytes("{\"batch\"")), gzip(bytes(":[]}"))));
        all.put("a context handed down to 270 events", gzip(bytes(handedDown(29_000, 270))));
        all.put("a context handed down to 2,400 events", gzip(bytes(handedDown(29_000, 2_400))));
        all.put("integrations handed down to 2,400 events", gzip(bytes(integrations(3_000, 2_400))));
        all.put("nothing at all", new byte[0]);
        all.put("a first byte alone", Arrays.copyOf(event, 1));
        all.put("a head alone", Arrays.copyOf(event, 10));
        all.put("half of it", Arrays.copyOf(event, event.length / 2));
        all.put("all but the last byte", Arrays.copyOf(event, event.length - 1));
        all.put("a wrong checksum", changed(event, event.length - 8));
        all.put("a wrong length", changed(event, event.length - 1));
        all.put("a wrong method", changed(event, 2));
        all.put("all flags of a head", changed(event, 3));
        all.put("rubbish after its end", Requests.joined(event, bytes("rubbish")));
        all.put("an event that is not packed", bytes("{\"batch\":[]}"));
        all.put("a comment of 400 KB in its head", withComment(event, 400_000));
        return all;
    }

    private static String handedDown(int size, int events) {
        return Requests.expand("{\"context\":{\"pad\":\"" + "x".repeat(size) + "\"},\"batch\":[«" + events
                + ",×{\"type\":\"track\",\"event\":\"Gr\",\"userId\":\"packed-#\"}»]}");
    }

    private static String integrations(int names, int events) {
        return Requests.expand("{\"integrations\":{«" + names + ",×\"n#\":1»},\"batch\":[«" + events
                + ",×{\"type\":\"track\",\"event\":\"Gr\",\"userId\":\"packed-#\"}»]}");
    }

    /** A head may hold a text of any length that ends in a zero. */
    private static byte[] withComment(byte[] gzip, int length) {
        byte[] head = Arrays.copyOf(gzip, 10);
        head[3] = 16;
        byte[] comment = new byte[length + 1];
        Arrays.fill(comment, 0, length, (byte) 'c');
        return Requests.joined(head, comment, Arrays.copyOfRange(gzip, 10, gzip.length));
    }

    private static byte[] changed(byte[] bytes, int place) {
        byte[] changed = bytes.clone();
        changed[place] = (byte) ~changed[place];
        return changed;
    }

    private static byte[] repeated(byte[] bytes, int times) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Packed as tightly as can be. */
    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new Tight(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static final class Tight extends GZIPOutputStream {
        Tight(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
