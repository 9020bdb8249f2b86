package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that Segment calls for each event of a subscription, {@code /segment}. Source: Segment's partner pages,
 * "Build a webhook": 400, 401 and 403 mean drop, 501 means this kind is not supported, 5xx and 429 mean try again.
 */
public final class SubscriptionEndpoint {

    private static final Set<EventType> SUPPORTED = Set.of(EventType.IDENTIFY, EventType.TRACK, EventType.DELETE);

    private final Sources sources;
    private final EventReader reader;
    private final Clock clock;
    private final Meters meters;

    SubscriptionEndpoint(Sources sources, IngestSettings settings, Clock clock, Meters meters) {
        this.sources = sources;
        this.reader = new EventReader(settings.maxEventSize().toBytes());
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * The one sound event of a request.
     *
     * @throws RefusedException with 400, 401 or 501
     */
    public List<SegmentEvent> read(
            @Body byte @Nullable [] body, @Header("Authorization") @Nullable String authorization) {
        try {
            String source =
                    Sources.keyOf(authorization).flatMap(sources::byKey).orElseThrow(SubscriptionEndpoint::unknownKey);
            return List.of(event(SegmentJson.parse(body), source));
        } catch (RefusedException e) {
            meters.count("ingest", e.code());
            throw e;
        }
    }

    private SegmentEvent event(JsonNode root, String source) {
        if (!(root instanceof ObjectNode event)) {
            throw RefusedException.malformed("The body is JSON, but no object. Send one Segment event.");
        }
        Optional<EventType> type = type(event);
        if (type.isPresent() && !SUPPORTED.contains(type.get())) {
            throw new RefusedException(
                    501,
                    "unsupported_type",
                    "Calls of type '" + type.get().word() + "' are not supported. Supported: identify, track, delete.");
        }
        try {
            return reader.read(
                    event,
                    new EventReader.Around(
                            source,
                            Door.SUBSCRIPTION,
                            clock.instant(),
                            Optional.empty(),
                            type,
                            UUID.randomUUID().toString()));
        } catch (DiscardedException e) {
            throw new RefusedException(400, e.discard().code(), e.discard().message());
        }
    }

    /** Extole's page on Segment shows a delete request that holds nothing but the user's id. */
    private static Optional<EventType> type(ObjectNode event) {
        if (event.size() == 1 && event.path("userId").isTextual()) {
            return Optional.of(EventType.DELETE);
        }
        return Optional.ofNullable(event.path("type").textValue()).flatMap(EventType::of);
    }

    private static RefusedException unknownKey() {
        return new RefusedException(
                401, "unknown_source", "The key is missing or unknown. Send it as user of Basic authentication.");
    }
}
