package org.extoledestination.mapping;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the size of a request while it is built: names that are joined for each value, and values that are sent
 * several times, can make a small event large. It stops at a limit, before the memory is used.
 */
final class Outgoing {
    /** The most characters of a name. Extole has a limit of its own, and does not publish it. */
    static final int LONGEST_NAME = 1_000;

    /** The most names in one request: what a single event of Segment's largest size has room for. */
    static final int MOST_NAMES = 5_000;

    /** Readers of JSON commonly stop at 1,000 levels, and a request is more than its data. */
    static final int MOST_LEVELS = 500;

    /** The bytes of the event's name, its time, the container and the JSON around them. */
    private static final long AROUND = 512;

    private final String file;
    private final long mostBytes;
    private final Map<String, @Nullable Object> data = new LinkedHashMap<>();
    private long bytes = AROUND;

    /**
     * Nothing so far.
     *
     * @param mostBytes the largest request, in bytes of JSON in UTF-8
     */
    Outgoing(String file, long mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
    }

    /**
     * Sets a value, in place of the one before if there is one.
     *
     * @throws UnmappableEventException if the request becomes too large for Extole
     */
    void put(String name, @Nullable Object value) {
        if (name.length() > LONGEST_NAME) {
            throw new UnmappableEventException(
                    "name_too_long",
                    file + ".yaml: a value would go out under a name of more than "
                            + LONGEST_NAME
                            + " characters. Let the sender write shorter names, keep the object here with"
                            + " 'drop', or send nested objects as they are with rest: {from: ..., flatten: false}.");
        }
        take(JsonSize.of(name) + 2);
        count(value, 0);
        data.put(name, value);
        if (data.size() > MOST_NAMES) {
            throw new UnmappableEventException(
                    "too_many_names",
                    file + ".yaml: the event would go out with more than "
                            + MOST_NAMES
                            + " names. Keep some here with 'drop', name those that go out under 'only', or send"
                            + " nested objects as they are with rest: {from: ..., flatten: false}.");
        }
    }

    /** The mapping's name, for messages. */
    String file() {
        return file;
    }

    boolean has(String name) {
        return data.containsKey(name);
    }

    @Nullable
    Object get(String name) {
        return data.get(name);
    }

    /** Everything so far, in its order. */
    Map<String, @Nullable Object> data() {
        return Collections.unmodifiableMap(data);
    }

    /** How many bytes the request has so far, never fewer than are written. */
    long bytes() {
        return bytes;
    }

    private void count(@Nullable Object value, int level) {
        if (level > MOST_LEVELS) {
            throw new UnmappableEventException(
                    "nested_too_deep",
                    file + ".yaml: a value holds more than " + MOST_LEVELS
                            + " levels of objects and lists. Let the sender send less depth, or keep the value here with 'drop'.");
        }
        if (value instanceof Map<?, ?> object) {
            take(2);
            object.forEach((key, inner) -> {
                take(JsonSize.of(String.valueOf(key)) + 2);
                count(inner, level + 1);
            });
        } else if (value instanceof Iterable<?> list) {
            take(2);
            list.forEach(inner -> {
                take(1);
                count(inner, level + 1);
            });
        } else {
            take(JsonSize.ofSingle(value));
        }
    }

    private void take(long more) {
        bytes += more;
        if (bytes > mostBytes) {
            throw new UnmappableEventException(
                    "request_too_large",
                    file + ".yaml: the request would have more than " + mostBytes
                            + " bytes. Send less with 'drop' or 'only'; send nested objects as they are with rest: {from: ...,"
                            + " flatten: false}, which repeats no names; or set a larger mapping.max-request-size, if Extole"
                            + " takes it.");
        }
    }
}
