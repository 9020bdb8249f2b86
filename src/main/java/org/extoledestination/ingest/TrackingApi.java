package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Segment's HTTP Tracking API, {@code /v1/*}: reads valid events of one call or a batch. Like Segment's own it answers
 * 200 to a call whose event it discards, and an invalid event in a batch never affects the others.
 */
@Component("trackingApi")
public final class TrackingApi {

    private final Sources sources;
    private final SourceLimits limits;
    private final RequestReader reader;
    private final IngestSettings settings;
    private final Clock clock;
    private final Meters meters;

    TrackingApi(
            Sources sources,
            EventReader reader,
            IngestSettings settings,
            SourceLimits limits,
            Clock clock,
            Meters meters) {
        this.sources = sources;
        this.limits = limits;
        this.reader = new RequestReader(reader, settings, limits, meters);
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * The valid events of one request, in their order.
     *
     * @param path with or without {@code /v1} before it
     * @throws RefusedException if the request is refused as a whole: 400, 401, 404 or 503
     */
    public List<SegmentEvent> read(
            @Body byte @Nullable [] body,
            @Header(Exchange.HTTP_PATH) @Nullable String path,
            @Header("Authorization") @Nullable String authorization) {
        TrackingCall call = TrackingCall.at(path, "/v1");
        if (call == TrackingCall.METRICS) {
            meters.count("ingest", "client_metrics");
            return List.of();
        }
        // Before the JSON tree: a sender without a key must not take its memory.
        Sender sender = sender(authorization, () -> Json.text(body, "writeKey"));
        if (!(Json.parse(body) instanceof ObjectNode request)) {
            throw RefusedException.malformed("The body is JSON, but no object. Send one Segment event or a batch.");
        }
        if (call == TrackingCall.BATCH) {
            EventReader.Around around = around(sender, call, Envelope.of(request));
            int size = body == null ? 0 : body.length;
            return within(sender, reader.read(items(request), sender, around, size), around);
        }
        requireSize(body);
        return single(request, sender, call);
    }

    /** Who sends this, within the limit of its requests. {@code bodyKey} looks for the key if the header has none. */
    Sender sender(@Nullable String authorization, Supplier<Optional<String>> bodyKey) {
        return limits.admit(sources.ofTrackingCall(authorization, bodyKey));
    }

    /** One event that came alone. */
    List<SegmentEvent> single(ObjectNode event, Sender sender, TrackingCall call) {
        EventReader.Around around = around(sender, call, Envelope.NONE);
        return within(
                sender,
                reader.read(
                        List.of(event), sender, around, settings.maxEventSize().toBytes()),
                around);
    }

    /** Those that the sender's key may send, judged as they were understood. */
    private List<SegmentEvent> within(Sender sender, List<SegmentEvent> events, EventReader.Around around) {
        if (sender.scope() == Scope.ALL) {
            return events;
        }
        List<SegmentEvent> permitted =
                events.stream().filter(sender.scope()::permits).toList();
        int refused = events.size() - permitted.size();
        if (refused > 0) {
            Discards discards = new Discards();
            discards.add(Discard.NOT_IN_SCOPE, refused);
            discards.report(around, meters);
            meters.count("key", "not-allowed", "source", sender.source());
        }
        return permitted;
    }

    private List<JsonNode> items(ObjectNode request) {
        if (!(request.get("batch") instanceof ArrayNode batch)) {
            throw RefusedException.malformed("The body has no array 'batch'.");
        }
        if (batch.size() > settings.maxBatchEvents()) {
            throw RefusedException.malformed("The batch holds " + batch.size() + " events; " + settings.maxBatchEvents()
                    + " is the most. Send smaller batches.");
        }
        if (batch.isEmpty()) {
            meters.count("ingest", "empty_batch");
        }
        return batch.valueStream().toList();
    }

    private void requireSize(byte @Nullable [] body) {
        if (body != null && body.length > settings.maxEventSize().toBytes()) {
            throw RefusedException.malformed("The event is larger than "
                    + settings.maxEventSize().toBytes() + " bytes. Leave out what Extole does not need.");
        }
    }

    private EventReader.Around around(Sender sender, TrackingCall call, Envelope envelope) {
        return new EventReader.Around(sender.source(), Door.TRACKING, clock.instant(), envelope, call.type());
    }
}
