package org.extoledestination.inhand;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The file {@code suspects}, written whole each time, so that it is there as before or as after. */
record SuspectFile(Path file) {

    private static final String RUN = "run";
    private static final String END = "end";
    private static final String SUSPECT = "suspect";

    /**
     * What the file holds.
     *
     * @param run the last run of the process whose marks are counted in it
     * @param ends when the last abrupt ends were noticed
     */
    record Content(long run, List<Instant> ends, List<Suspect> suspects) {}

    /** An empty content if there is no file yet; lines that it does not understand are left out. */
    Content read() throws IOException {
        long run = 0;
        List<Instant> ends = new ArrayList<>();
        List<Suspect> suspects = new ArrayList<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            String[] words = line.split(" ");
            try {
                switch (words[0]) {
                    case RUN -> run = Long.parseLong(words[1]);
                    case END -> ends.add(Instant.parse(words[1]));
                    case SUSPECT -> suspects.add(suspect(words));
                    default -> {
                        // Of a later release.
                    }
                }
            } catch (RuntimeException e) {
                // A line that somebody has edited.
            }
        }
        return new Content(run, ends, suspects);
    }

    private static Suspect suspect(String[] words) {
        return new Suspect(
                URLDecoder.decode(words[4], StandardCharsets.UTF_8),
                Integer.parseInt(words[1]),
                Boolean.parseBoolean(words[2]),
                Instant.parse(words[3]));
    }

    /** Returns when it is on disk. */
    void write(long run, Collection<Instant> ends, Collection<Suspect> suspects) throws IOException {
        StringBuilder text = new StringBuilder(RUN + ' ' + run + '\n');
        ends.forEach(end -> text.append(END + ' ').append(end).append('\n'));
        for (Suspect each : suspects) {
            text.append(SUSPECT + ' ')
                    .append(each.ends())
                    .append(' ')
                    .append(each.isParked())
                    .append(' ');
            text.append(each.since()).append(' ').append(URLEncoder.encode(each.key(), StandardCharsets.UTF_8));
            text.append('\n');
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = OwnFiles.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
