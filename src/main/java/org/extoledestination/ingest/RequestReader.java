package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Meters;

/** Reads all events of one request: a bad one never costs its neighbours. */
final class RequestReader {

    private final EventReader reader;
    private final long largest;
    private final SourceLimits limits;
    private final Meters meters;

    RequestReader(EventReader reader, IngestSettings settings, SourceLimits limits, Meters meters) {
        this.reader = reader;
        this.largest = settings.maxRequestSize().toBytes();
        this.limits = limits;
        this.meters = meters;
    }

    /**
     * The valid events among {@code items}, in their order; the others are counted.
     *
     * @param bytes the size of the request, inflated
     * @throws RefusedException if they grow too large together, or the source has sent as much as it may
     */
    List<SegmentEvent> read(List<JsonNode> items, Sender sender, EventReader.Around around, long bytes) {
        Discards discards = new Discards();
        List<SegmentEvent> events = new ArrayList<>(items.size());
        if (sender.shut().isPresent()) {
            discards.add(sender.shut().get(), Math.max(1, items.size()));
        } else {
            read(items, around, events, discards, Growth.ofRequest(bytes, items.size(), largest));
            limits.admit(sender.source(), events);
        }
        discards.report(around, meters);
        return events;
    }

    private void read(
            List<JsonNode> items,
            EventReader.Around around,
            List<SegmentEvent> events,
            Discards discards,
            Growth growth) {
        int handedDown = around.envelope().size();
        if (reader.isTooMuchFor(handedDown)) {
            discards.add(Discard.EVENT_TOO_LARGE, items.size());
            return;
        }
        for (JsonNode item : items) {
            try {
                // First, since it costs as much for an event that is discarded.
                growth.add(handedDown);
                SegmentEvent event =
                        reader.read(item, around, () -> UUID.randomUUID().toString());
                growth.add(Growth.bytes(event.json()) - handedDown);
                events.add(event);
            } catch (DiscardedException e) {
                discards.add(e.discard());
            }
        }
    }
}
