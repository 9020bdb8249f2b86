package org.extoledestination.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.jspecify.annotations.Nullable;

/** The calls of Segment's Tracking API. Source: its HTTP API page, and the short forms of its browser library. */
enum TrackingCall {
    IDENTIFY(EventType.IDENTIFY, "identify i"),
    TRACK(EventType.TRACK, "track t"),
    PAGE(EventType.PAGE, "page p"),
    SCREEN(EventType.SCREEN, "screen s"),
    GROUP(EventType.GROUP, "group g"),
    ALIAS(EventType.ALIAS, "alias a"),
    /** Many events; {@code import} is what the Java library calls. */
    BATCH(null, "batch b import"),
    /** How the browser library fares, for Segment's own use. */
    METRICS(null, "m");

    /** With and without a slash before and after it. */
    private static final Map<String, TrackingCall> BY_PATH = new HashMap<>();

    static {
        for (TrackingCall call : values()) {
            for (String path : call.paths.split(" ", -1)) {
                BY_PATH.put(path, call);
                BY_PATH.put('/' + path, call);
                BY_PATH.put(path + '/', call);
                BY_PATH.put('/' + path + '/', call);
            }
        }
    }

    private final @Nullable EventType type;
    private final String paths;

    TrackingCall(@Nullable EventType type, String paths) {
        this.type = type;
        this.paths = paths;
    }

    /** The type that the path implies; empty for a call that carries many events, or none. */
    Optional<EventType> type() {
        return Optional.ofNullable(type);
    }

    /**
     * The call at a path, with or without a slash after it.
     *
     * @param prefix what the path may begin with: Camel strips it or not, depending on its version
     * @throws RefusedException with 404 if there is none
     */
    static TrackingCall at(@Nullable String path, String prefix) {
        String rest = path == null ? "" : path.startsWith(prefix) ? path.substring(prefix.length()) : path;
        TrackingCall call = BY_PATH.get(rest);
        if (call == null) {
            throw new RefusedException(
                    404,
                    "not_found",
                    "Nothing is served at this path. There are: /v1/ with identify, track, page, screen, group, alias, batch,"
                            + " import.");
        }
        return call;
    }

    /** Whether the path is that of {@link #METRICS}, which needs no key. */
    static boolean isMetrics(String path) {
        return path.startsWith("/v1") && BY_PATH.get(path.substring("/v1".length())) == METRICS;
    }
}
