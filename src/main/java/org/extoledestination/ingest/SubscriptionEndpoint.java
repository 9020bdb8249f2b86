package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that Segment calls for each event of a subscription, {@code /segment}. Source: Segment's partner pages,
 * "Build a webhook": 400, 401 and 403 mean drop, 501 means this kind is not supported, 5xx and 429 mean try again.
 * Segment's destination "Webhooks (Actions)" posts arrays; of those the bad events are discarded and the others kept.
 */
public final class SubscriptionEndpoint {

    private static final Set<EventType> SUPPORTED = Set.of(EventType.IDENTIFY, EventType.TRACK, EventType.DELETE);

    private final Sources sources;
    private final Signature signature;
    private final DeletionIds deletionIds;
    private final EventReader reader;
    private final SourceLimits limits;
    private final IngestSettings settings;
    private final Predicate<EventType> mapped;
    private final Clock clock;
    private final Meters meters;

    /** {@code mapped} says of a type that is not always supported whether somebody wants it at Extole. */
    SubscriptionEndpoint(
            Sources sources,
            EventReader reader,
            IngestSettings settings,
            SourceLimits limits,
            Predicate<EventType> mapped,
            Clock clock,
            Meters meters) {
        this.mapped = mapped;
        this.sources = sources;
        this.signature = new Signature(settings.sharedSecret());
        this.deletionIds = new DeletionIds(settings.deletionWindow(), clock, secret(settings));
        this.reader = reader;
        this.limits = limits;
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * The valid events of a request.
     *
     * @throws RefusedException with 400, 401, 403, 501 or 503
     */
    public List<SegmentEvent> read(
            @Body byte @Nullable [] body,
            @Header("Authorization") @Nullable String authorization,
            @Header("X-Signature") @Nullable String shownSignature) {
        Sender sender = limits.admit(sources.ofSubscriptionCall(authorization));
        signature.require(body, shownSignature);
        JsonNode root = Json.parse(body);
        // One time for all: by it DeletionCap knows what came with one request.
        Instant now = clock.instant();
        List<SegmentEvent> events =
                root instanceof ArrayNode items ? array(items, sender, now) : List.of(single(root, sender, now));
        limits.admit(sender.source(), events);
        return events;
    }

    private SegmentEvent single(JsonNode root, Sender sender, Instant now) {
        if (!(root instanceof ObjectNode event)) {
            throw RefusedException.malformed("The body is JSON, but no object. Send one Segment event.");
        }
        try {
            return event(event, sender, now, false);
        } catch (DiscardedException e) {
            if (e.discard() == Discard.DELETE_WITH_WRITE_KEY || e.discard() == Discard.NOT_IN_SCOPE) {
                throw new RefusedException(403, e.discard().code(), e.discard().message());
            }
            if (e.discard() == Discard.UNSUPPORTED_TYPE) {
                throw new RefusedException(
                        501,
                        e.discard().code(),
                        "Calls of this type are not supported. Supported: identify, track, delete, and what a"
                                + " mapping file is for.");
            }
            throw new RefusedException(
                    400,
                    e.discard().code(),
                    // Here deletes are taken too.
                    e.discard().message().replace("group, alias.", "group, alias, delete."));
        }
    }

    private List<SegmentEvent> array(ArrayNode items, Sender sender, Instant now) {
        if (items.size() > settings.maxSubscriptionEvents()) {
            throw RefusedException.malformed("The array holds " + items.size() + " events; "
                    + settings.maxSubscriptionEvents()
                    + " is the most. Set a smaller batch size at Segment, or a larger"
                    + " ingest.max-subscription-events.");
        }
        List<SegmentEvent> events = new ArrayList<>(items.size());
        Discards discards = new Discards();
        for (JsonNode item : items) {
            try {
                events.add(event(item, sender, now, true));
            } catch (DiscardedException e) {
                discards.add(e.discard());
            }
        }
        discards.report(around(sender, now, Optional.empty()), meters);
        return events;
    }

    /** What those know who may delete. */
    private static String secret(IngestSettings settings) {
        return settings.sharedSecret()
                + settings.sources().stream()
                        .flatMap(source -> source.subscriptionKeys().stream())
                        .sorted()
                        .collect(Collectors.joining(","));
    }

    private SegmentEvent event(JsonNode item, Sender sender, Instant now, boolean isInArray) throws DiscardedException {
        Optional<EventType> type = EventReader.typeOf(item, Door.SUBSCRIPTION);
        if (type.isPresent() && !SUPPORTED.contains(type.get()) && !mapped.test(type.get())) {
            throw new DiscardedException(Discard.UNSUPPORTED_TYPE);
        }
        boolean isDelete = type.filter(EventType.DELETE::equals).isPresent();
        if (isDelete && !sender.mayDelete()) {
            throw new DiscardedException(Discard.DELETE_WITH_WRITE_KEY);
        }
        if (isDelete && isInArray && signature.isRequired()) {
            throw new DiscardedException(Discard.DELETE_NOT_SIGNED);
        }
        SegmentEvent event = reader.read(
                item,
                around(sender, now, type),
                () -> isDelete ? deletionIds.of(item) : UUID.randomUUID().toString());
        if (!sender.scope().permits(event)) {
            meters.count("key", "not-allowed", "source", sender.source());
            throw new DiscardedException(Discard.NOT_IN_SCOPE);
        }
        return event;
    }

    private static EventReader.Around around(Sender sender, Instant now, Optional<EventType> type) {
        return new EventReader.Around(
                sender.source(), Door.SUBSCRIPTION, !sender.mayDelete(), now, now, Envelope.NONE, type);
    }
}
