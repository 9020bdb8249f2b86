package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segment's HTTP Tracking API, {@code /v1/*}: one call or a batch becomes sound events. Like Segment's own it answers
 * 200 to a call whose event it discards, and a bad event in a batch never costs its neighbours.
 */
public final class TrackingApi {

    private static final Logger log = LoggerFactory.getLogger(TrackingApi.class);

    /** Source: Segment's HTTP API page, and the short forms of its browser library. */
    private static final Map<String, EventType> CALLS = Map.ofEntries(
            Map.entry("identify", EventType.IDENTIFY),
            Map.entry("i", EventType.IDENTIFY),
            Map.entry("track", EventType.TRACK),
            Map.entry("t", EventType.TRACK),
            Map.entry("page", EventType.PAGE),
            Map.entry("p", EventType.PAGE),
            Map.entry("screen", EventType.SCREEN),
            Map.entry("s", EventType.SCREEN),
            Map.entry("group", EventType.GROUP),
            Map.entry("g", EventType.GROUP),
            Map.entry("alias", EventType.ALIAS),
            Map.entry("a", EventType.ALIAS));

    private static final List<String> BATCHES = List.of("batch", "b", "import");

    private final Sources sources;
    private final EventReader reader;
    private final IngestSettings settings;
    private final Clock clock;
    private final Meters meters;

    TrackingApi(Sources sources, IngestSettings settings, Clock clock, Meters meters) {
        this.sources = sources;
        this.reader = new EventReader(settings.maxEventSize().toBytes());
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * The sound events of one request, in their order.
     *
     * @throws RefusedException if the request is refused as a whole: 400, 401 or 404
     */
    public List<SegmentEvent> read(
            @Body byte @Nullable [] body,
            @Header(Exchange.HTTP_PATH) @Nullable String path,
            @Header("Authorization") @Nullable String authorization) {
        try {
            return readAll(body, call(path), authorization);
        } catch (RefusedException e) {
            meters.count("ingest", e.code());
            throw e;
        }
    }

    private List<SegmentEvent> readAll(byte @Nullable [] body, String call, @Nullable String authorization) {
        JsonNode root = SegmentJson.parse(body);
        if (!(root instanceof ObjectNode request)) {
            throw RefusedException.malformed("The body is JSON, but no object. Send one Segment event or a batch.");
        }
        String source = Sources.keyOf(authorization)
                .or(() -> Optional.ofNullable(request.path("writeKey").textValue()))
                .flatMap(sources::byKey)
                .orElseThrow(TrackingApi::unknownKey);
        Instant receivedAt = clock.instant();
        if (BATCHES.contains(call)) {
            return batch(request, source, receivedAt);
        }
        return single(request, body == null ? 0 : body.length, source, receivedAt, CALLS.get(call));
    }

    private List<SegmentEvent> single(
            ObjectNode event, int size, String source, Instant receivedAt, @Nullable EventType type) {
        if (size > settings.maxEventSize().toBytes()) {
            throw RefusedException.malformed("The event is larger than "
                    + settings.maxEventSize().toBytes() + " bytes. Leave out what Extole does not need.");
        }
        List<SegmentEvent> events = new ArrayList<>(1);
        add(events, event, around(source, receivedAt, Optional.empty(), Optional.ofNullable(type)));
        return events;
    }

    private List<SegmentEvent> batch(ObjectNode envelope, String source, Instant receivedAt) {
        if (!(envelope.get("batch") instanceof ArrayNode items)) {
            throw RefusedException.malformed("The body has no array 'batch'.");
        }
        if (items.size() > settings.maxBatchEvents()) {
            throw RefusedException.malformed("The batch holds " + items.size() + " events; " + settings.maxBatchEvents()
                    + " is the most. Send smaller batches.");
        }
        envelope.remove("batch");
        List<SegmentEvent> events = new ArrayList<>(items.size());
        for (JsonNode item : items) {
            add(events, item, around(source, receivedAt, Optional.of(envelope), Optional.empty()));
        }
        return events;
    }

    private void add(List<SegmentEvent> events, JsonNode item, EventReader.Around around) {
        try {
            events.add(reader.read(item, around));
        } catch (DiscardedException e) {
            meters.count("ingest", e.discard().code());
            log.info(
                    "Discarded an event of source '{}': {}. {}",
                    around.source(),
                    e.discard().code(),
                    e.discard().message());
        }
    }

    private static EventReader.Around around(
            String source, Instant receivedAt, Optional<ObjectNode> envelope, Optional<EventType> type) {
        return new EventReader.Around(
                source,
                Door.TRACKING,
                receivedAt,
                envelope,
                type,
                UUID.randomUUID().toString());
    }

    private static String call(@Nullable String path) {
        String call = path == null ? "" : path.replaceAll("^/?(v1/)?|/$", "");
        if (!CALLS.containsKey(call) && !BATCHES.contains(call)) {
            throw new RefusedException(404, "not_found", "This path is not one of Segment's Tracking API.");
        }
        return call;
    }

    private static RefusedException unknownKey() {
        return new RefusedException(
                401,
                "unknown_source",
                "The write key is missing or unknown. Send it as user of Basic authentication or as 'writeKey' in the"
                        + " body; it must be one of SEGMENT_WRITE_KEYS.");
    }
}
