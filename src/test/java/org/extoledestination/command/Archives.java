package org.extoledestination.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Files to import. */
final class Archives {

    private Archives() {}

    /** A track call as Segment archives it. */
    static String track(String messageId) {
        return track(messageId, "2026-11-20T10:00:00.000Z");
    }

    static String track(String messageId, String timestamp) {
        return """
                {"type":"track","event":"Step","userId":"u-%s","messageId":"%s","timestamp":"%s",\
                "receivedAt":"2026-11-20T10:00:01.000Z","properties":{"price":1.50}}""".formatted(messageId, messageId, timestamp);
    }

    /** Ids {@code prefix-0}, {@code prefix-1} and so on. */
    static List<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + '-' + i).toList();
    }

    /** A track call a line. */
    static String lines(List<String> ids) {
        return ids.stream().map(Archives::track).collect(Collectors.joining("\n", "", "\n"));
    }

    static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each text a member of its own. */
    static byte[] gzip(String... texts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String text : texts) {
            try (GZIPOutputStream member = new GZIPOutputStream(all)) {
                member.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all.toByteArray();
    }
}
