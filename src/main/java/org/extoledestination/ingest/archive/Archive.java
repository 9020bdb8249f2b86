package org.extoledestination.ingest.archive;

import java.util.ArrayList;
import java.util.List;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.queue.EventQueue;
import org.extoledestination.queue.QueueUnavailableException;
import org.jspecify.annotations.Nullable;

/** Puts archived events through the reader and the queue of all inputs. */
record Archive(ArchiveReader reader, EventQueue queue, Meters meters) {

    /**
     * One event that was not taken.
     *
     * @param event its place in the chunk, from 0
     * @param code Segment's code
     * @param message a sentence that holds nothing of the event
     */
    record Refused(int event, String code, String message) {}

    /**
     * The result of a chunk.
     *
     * @param accepted how many events are on disk; in a dry run, how many would be
     * @param refused the others, in their order
     */
    record Result(int accepted, List<Refused> refused) {}

    /**
     * The source that is meant; null: the first.
     *
     * @throws RefusedException if there is none
     */
    String source(@Nullable String named) {
        return reader.source(named);
    }

    /**
     * Keeps the valid ones among {@code events} in one commit, and returns after it.
     *
     * @throws RefusedException if the chunk is refused as a whole
     * @throws QueueUnavailableException if nothing can be kept now; the same chunk may come again
     */
    Result take(List<String> events, Terms terms) throws QueueUnavailableException {
        String source = reader.source(terms.source());
        List<SegmentEvent> sound = new ArrayList<>(events.size());
        List<Refused> refused = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                sound.add(reader.read(events.get(i), source, terms.withDeletes()));
            } catch (RefusedException e) {
                refused.add(new Refused(i, e.code(), String.valueOf(e.getMessage())));
            }
        }
        if (!terms.dryRun()) {
            queue.keep(sound);
            refused.forEach(event -> meters.count("ingest", event.code()));
        }
        return new Result(sound.size(), refused);
    }
}
