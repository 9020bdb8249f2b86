package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.telemetry.Meters;

/** Reads all events of one request: a bad one never costs its neighbours. */
final class RequestReader {

    /**
     * What a batch hands down is repeated in each of its events. So much larger than a request may be its events
     * become together, and no more: a few kilobytes of context must not fill the memory.
     */
    private static final int MOST_GROWTH = 16;

    private final EventReader reader;
    private final long maxCharacters;
    private final Meters meters;

    RequestReader(IngestSettings settings, Meters meters) {
        this.reader = new EventReader(settings.maxEventSize().toBytes());
        this.maxCharacters = settings.maxRequestSize().toBytes() * MOST_GROWTH;
        this.meters = meters;
    }

    /**
     * The sound events among {@code items}, in their order; the others are counted.
     *
     * @throws RefusedException if they grow too large together
     */
    List<SegmentEvent> read(List<JsonNode> items, Sender sender, EventReader.Around around) {
        Discards discards = new Discards();
        List<SegmentEvent> events = new ArrayList<>(items.size());
        if (sender.shut().isPresent()) {
            discards.add(sender.shut().get(), Math.max(1, items.size()));
        } else {
            read(items, around, events, discards);
        }
        discards.report(around, meters);
        return events;
    }

    private void read(List<JsonNode> items, EventReader.Around around, List<SegmentEvent> events, Discards discards) {
        long characters = 0;
        for (JsonNode item : items) {
            try {
                SegmentEvent event =
                        reader.read(item, around, () -> UUID.randomUUID().toString());
                characters += event.json().length();
                events.add(event);
            } catch (DiscardedException e) {
                discards.add(e.discard());
            }
            if (characters > maxCharacters) {
                throw RefusedException.malformed("With the context of its batch in each of them the events are too"
                        + " large. Send smaller batches, or less context.");
            }
        }
    }
}
