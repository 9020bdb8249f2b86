package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.event.EventType;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.event.SegmentTime;
import org.extoledestination.event.TreeSize;
import org.jspecify.annotations.Nullable;

/**
 * Reads archived events. Fields that Segment has set are accepted, and reading an event twice gives the same result.
 */
public final class ArchiveReader {

    private static final int ID_DIGITS = 32;
    private static final int TREE_SHARE = 4;

    private final EventReader reader;
    private final EventReader readerOfAnySize;
    private final Sources sources;
    private final Clock clock;
    private final long mostOfATree;

    /** {@code heap} is the most memory there is, in bytes. */
    ArchiveReader(Sources sources, EventReader reader, Clock clock, long heap) {
        this.reader = reader.hearing(EventTimes.Doubt.REFUSED);
        this.readerOfAnySize = reader.ofAnySize();
        this.sources = sources;
        this.clock = clock;
        this.mostOfATree = heap / TREE_SHARE;
    }

    /**
     * The configured source of that name, or the first one if none is named.
     *
     * @throws RefusedException if there is none of that name, or it is switched off
     */
    public String source(@Nullable String name) {
        Sender sender = sources.named(name);
        if (sender.shut().isPresent()) {
            throw new RefusedException(
                    400,
                    sender.shut().get().code(),
                    "The source '" + sender.source()
                            + "' is switched off in ingest.sources. Name another with --source.");
        }
        return sender.source();
    }

    /**
     * The event in a JSON text. Without a messageId it gets one that is the same whenever the same JSON is read.
     *
     * @param json one event, or a batch as the Tracking API takes it that holds one event
     * @param deletes whether a delete is taken
     * @throws RefusedException with one of Segment's codes, {@code delete_not_allowed}, or {@code batch_grows} if reading it
     *     takes too much memory
     */
    public SegmentEvent read(String json, String source, boolean deletes) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        Growth.requireTree(TreeSize.of(text), mostOfATree);
        return read(reader, clock, text, source, deletes);
    }

    /**
     * The same for events that are looked at and not kept, deletes among them. Nothing needs to be configured.
     *
     * @param maxEventBytes the largest event, in bytes of UTF-8
     * @param keys where events name their person
     * @param clock gives the time of an event that has none
     * @throws RefusedException with one of Segment's codes
     */
    public static SegmentEvent look(String json, String source, long maxEventBytes, PersonKeys keys, Clock clock) {
        EventReader reader = new EventReader(maxEventBytes, keys, EventTimes.Doubt.NONE);
        return read(reader, clock, json.getBytes(StandardCharsets.UTF_8), source, true);
    }

    private static SegmentEvent read(EventReader reader, Clock clock, byte[] json, String source, boolean deletes) {
        JsonNode root = Json.parse(json);
        Optional<ObjectNode> batch = batch(root);
        JsonNode item = batch.isPresent() ? root.path("batch").path(0) : root;
        Envelope envelope = batch.map(Envelope::of).orElse(Envelope.NONE);
        EventReader.Around around = new EventReader.Around(
                source, Door.FILE, receivedAt(item, envelope, clock), envelope, Optional.empty());
        try {
            SegmentEvent event = reader.read(item, around, () -> "file-" + fingerprint(root));
            if (event.type() == EventType.DELETE && !deletes) {
                throw new RefusedException(
                        400,
                        "delete_not_allowed",
                        "The event is a delete. Import it with --with-deletes if it is meant.");
            }
            return event;
        } catch (DiscardedException e) {
            throw new RefusedException(400, e.discard().code(), e.discard().message());
        }
    }

    /**
     * An event that was kept before, by the same rules. Its size is not limited: what its batch handed down to it is part
     * of it now.
     *
     * @param json one event
     * @param messageId its id, if it names none
     * @throws RefusedException with one of Segment's codes, or {@code bad_timestamp}
     */
    public SegmentEvent again(String json, String source, String messageId) {
        return again(json, source, messageId, Optional.empty());
    }

    /** The same event, mended: it keeps the id and the time of the one before, if it names none. */
    public SegmentEvent again(String json, SegmentEvent before) {
        JsonNode old = Json.parse(before.json().getBytes(StandardCharsets.UTF_8));
        return again(json, before.source(), before.messageId(), SegmentTime.of(old.path("timestamp")));
    }

    private SegmentEvent again(String json, String source, String messageId, Optional<Instant> happenedAt) {
        JsonNode item = Json.parse(json.getBytes(StandardCharsets.UTF_8));
        // Its other times are those of the event before, so nobody would notice that this one is skipped.
        if (EventTimes.isDoubtful(item.path("timestamp"), clock.instant())) {
            throw new RefusedException(400, Discard.BAD_TIMESTAMP.code(), Discard.BAD_TIMESTAMP.message());
        }
        Instant receivedAt = receivedAt(item, Envelope.NONE, clock);
        EventReader.Around around = new EventReader.Around(
                source, Door.FILE, false, receivedAt, happenedAt.orElse(receivedAt), Envelope.NONE, Optional.empty());
        try {
            return readerOfAnySize.read(item, around, () -> messageId);
        } catch (DiscardedException e) {
            throw new RefusedException(400, e.discard().code(), e.discard().message());
        }
    }

    private static Optional<ObjectNode> batch(JsonNode root) {
        if (!(root instanceof ObjectNode object) || !(object.get("batch") instanceof ArrayNode items)) {
            return Optional.empty();
        }
        if (items.size() != 1) {
            throw RefusedException.malformed("The batch does not hold exactly one event.");
        }
        return Optional.of(object);
    }

    /**
     * When Segment received it, as far as is known. Today would not do: {@code sentAt} against it would be taken for
     * the skew of the sender's clock, and move an old event to the day of its import.
     */
    private static Instant receivedAt(JsonNode event, Envelope envelope, Clock clock) {
        Instant now = clock.instant();
        return Stream.of(event.get("receivedAt"), event.get("sentAt"), envelope.sentAt())
                .filter(Objects::nonNull)
                .flatMap(time -> SegmentTime.of(time).flatMap(when -> SegmentTime.believed(when, now)).stream())
                .findFirst()
                .orElse(now);
    }

    private static String fingerprint(JsonNode root) {
        return DigestUtils.sha256Hex(SegmentJson.sortedBytes(root)).substring(0, ID_DIGITS);
    }
}
