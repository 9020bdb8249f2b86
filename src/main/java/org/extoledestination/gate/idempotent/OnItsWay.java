package org.extoledestination.gate.idempotent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.SegmentJson;
import org.jspecify.annotations.Nullable;

/**
 * The state of an event while it is on its way. Its repeats share it, as do the copies that a route makes of an
 * exchange.
 */
final class OnItsWay {

    private static final String BEGUN = "begun:";

    /** With a number and a hash behind it, it fits into what ids are kept in. */
    private static final int LONGEST_ID = 200;

    final String id;
    /** Milliseconds of the epoch. */
    final long since = System.currentTimeMillis();
    /** Whether requests of it are recorded, so that each is looked up. */
    final boolean isBegun;

    volatile boolean isDelivered;
    volatile boolean isRecorded;
    int events;

    private final Map<Sent, Integer> done = new HashMap<>();
    private final List<Key> unrecorded = new ArrayList<>();
    private final Set<String> uniqueKeys = new HashSet<>();

    /** The identity of a request among those of its event. A request without a time gets that of the attempt. */
    record Sent(ExtoleRequest.Operation operation, Map<String, Object> body) {

        static Sent of(ExtoleRequest request) {
            Map<String, Object> body = new HashMap<>(request.body());
            body.remove("event_time");
            return new Sent(request.operation(), body);
        }
    }

    /** What to record: a key that outlives the event, or one of several like requests of it. */
    private record Key(@Nullable String unique, @Nullable Sent request, int nth) {}

    OnItsWay(String id, Collection<String> recorded) {
        this.id = id;
        this.isRecorded = recorded.contains(id);
        this.isDelivered = isRecorded;
        this.isBegun = recorded.contains(begun(id));
    }

    /** The id that records a partly delivered event. */
    static String begun(String id) {
        return BEGUN + (id.length() <= LONGEST_ID ? id : DigestUtils.sha256Hex(id));
    }

    /** The key of the nth of equal requests of this event. */
    String key(ExtoleRequest request, int nth) {
        return key(Sent.of(request), nth);
    }

    private String key(Sent request, int nth) {
        String content = request.operation().word() + SegmentJson.sorted(request.body());
        return begun(id) + ':' + nth + ':' + DigestUtils.sha256Hex(content);
    }

    /** Whether Extole has so many requests that are the same as this one. */
    synchronized boolean has(ExtoleRequest request, int nth) {
        return done.getOrDefault(Sent.of(request), 0) >= nth;
    }

    /** Extole has one more of these; whether that has to be recorded yet is for the caller to say. */
    synchronized void add(ExtoleRequest request, boolean isRecorded) {
        Sent sent = Sent.of(request);
        int nth = done.merge(sent, 1, Integer::sum);
        if (!isRecorded) {
            unrecorded.add(new Key(null, sent, nth));
        }
    }

    /** Extole has a request with this key. */
    synchronized void add(String uniqueKey) {
        if (uniqueKeys.add(uniqueKey)) {
            unrecorded.add(new Key(uniqueKey, null, 1));
        }
    }

    synchronized Set<String> uniqueKeys() {
        return Set.copyOf(uniqueKeys);
    }

    /**
     * The ids to record.
     *
     * @param withRequests also what only another attempt of this event needs
     */
    synchronized Set<String> unrecorded(boolean withRequests) {
        Set<String> keys = new HashSet<>();
        for (Key key : unrecorded) {
            if (key.unique() != null) {
                keys.add(key.unique());
            } else if (withRequests && key.request() != null) {
                keys.add(begun(id));
                keys.add(key(key.request(), key.nth()));
            }
        }
        return keys;
    }

    /** These are recorded. */
    synchronized void areRecorded(Collection<String> keys) {
        unrecorded.removeIf(key -> key.unique() != null
                ? keys.contains(key.unique())
                : key.request() != null && keys.contains(begun(id)) && keys.contains(key(key.request(), key.nth())));
    }
}
