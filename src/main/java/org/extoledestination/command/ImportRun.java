package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Brings the events of one file to the instance, chunk by chunk, and notes after each how far it is. */
final class ImportRun {

    private static final int MOST_EVENTS = 500;
    private static final int MOST_CHARACTERS = 256 * 1024;
    /** After so many the progress is worth a note, though there is nothing to send. */
    private static final int MOST_LEFT_OUT = 50_000;

    private final ArchiveFile archive;
    private final TimeRange range;
    private final int rate;
    private final Ends ends;
    /** By it the instance knows which chunks belong together. */
    private final String id = UUID.randomUUID().toString();

    private Tally tally;
    private long free = System.nanoTime();

    /**
     * Where things go and come from.
     *
     * @param progress {@link ImportProgress#NONE} if none is kept
     */
    record Ends(ImportClient client, ImportProgress progress, RefusedEvents refused, ImportOutput output) {

        Ends with(ImportProgress other) {
            return new Ends(client, other, refused, output);
        }
    }

    /** {@code rate}: events a second at most; 0 for no limit. */
    ImportRun(ArchiveFile archive, TimeRange range, int rate, Ends ends) {
        this.archive = archive;
        this.range = range;
        this.rate = rate;
        this.ends = ends;
        this.tally = ends.progress().done();
    }

    /** Events that are sent together, at most those of a second, with the other content between them in the file. */
    private final class Chunk {

        private final List<ArchivedEvent> events = new ArrayList<>();
        private final List<ArchivedEvent> unreadable = new ArrayList<>();
        private int characters;
        private int leftOut;

        private void add(ArchivedEvent event) {
            if (event.fault().isPresent()) {
                unreadable.add(event);
            } else if (range.contains(event.time())) {
                events.add(event);
                characters += event.json().length();
            } else {
                leftOut++;
            }
        }

        private boolean isFull() {
            return events.size() + unreadable.size() >= (rate == 0 ? MOST_EVENTS : Math.min(MOST_EVENTS, rate))
                    || characters >= MOST_CHARACTERS
                    || leftOut >= MOST_LEFT_OUT;
        }
    }

    /**
     * Goes on where an earlier run stopped, to the end of the file.
     *
     * @throws BrokenArchiveException if the file breaks off; the events before are done
     */
    Tally run() throws BrokenArchiveException, InterruptedException {
        for (long passed = 0; passed < tally.read(); passed++) {
            archive.next();
        }
        ends.output().begin(tally.read(), archive.position());
        Chunk chunk = new Chunk();
        try {
            for (Optional<ArchivedEvent> event = archive.next(); event.isPresent(); event = archive.next()) {
                chunk.add(event.get());
                if (chunk.isFull()) {
                    bring(chunk);
                    chunk = new Chunk();
                }
            }
        } catch (BrokenArchiveException e) {
            bring(chunk);
            throw e;
        }
        bring(chunk);
        ends.client().tell(progress(true));
        return tally;
    }

    /** The progress so far. */
    Tally tally() {
        return tally;
    }

    private void bring(Chunk chunk) throws InterruptedException {
        Map<String, Long> codes = new HashMap<>();
        for (ArchivedEvent event : chunk.unreadable) {
            ArchivedEvent.Fault fault = event.fault().orElseThrow();
            refuse(event, fault.code(), fault.message(), codes);
        }
        long accepted = chunk.events.isEmpty() ? 0 : send(chunk.events, codes);
        ends.refused().flush();
        tally = tally.plus(Tally.of(accepted, chunk.leftOut, codes));
        ends.progress().save(tally);
        ends.output().progress(tally, archive.position(), archive.size());
    }

    private long send(List<ArchivedEvent> events, Map<String, Long> codes) throws InterruptedException {
        await(events.size());
        JsonNode answer = ends.client()
                .send(events.stream().map(ArchivedEvent::json).collect(Collectors.joining("\n")), progress(false));
        for (JsonNode verdict : answer.path("refused")) {
            refuse(
                    events.get(verdict.path("event").asInt()),
                    verdict.path("code").asText(),
                    verdict.path("message").asText(),
                    codes);
        }
        return answer.path("accepted").asLong();
    }

    private Map<String, Object> progress(boolean isEnd) {
        return Map.of(
                "run", id,
                "read", tally.read(),
                "refused", tally.allRefused(),
                "position", archive.position(),
                "size", archive.size(),
                "ended", isEnd);
    }

    private void refuse(ArchivedEvent event, String code, String message, Map<String, Long> codes) {
        codes.merge(code, 1L, Long::sum);
        ends.refused().add(event, code, message);
    }

    /** Waits until this many more may be sent. A wait is not compensated by a higher rate later. */
    private void await(int events) throws InterruptedException {
        if (rate > 0) {
            TimeUnit.NANOSECONDS.sleep(free - System.nanoTime());
            free = Math.max(free, System.nanoTime()) + TimeUnit.SECONDS.toNanos(events) / rate;
        }
    }
}
