package org.extoledestination.sandbox;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Counts requests of each token in a fixed window that opens with the token's first request. */
final class Throttle {
    private record Window(long opened, int used) {}

    private final int limit;
    private final long length;
    private final LongSupplier nanos;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    Throttle(int limit, Duration length, LongSupplier nanos) {
        this.limit = limit;
        this.length = length.toNanos();
        this.nanos = nanos;
    }

    /** Takes one request of the token; when there is none left, the seconds until there is. */
    OptionalLong take(String token) {
        if (limit == 0) {
            return OptionalLong.empty();
        }
        long now = nanos.getAsLong();
        Window window = windows.merge(token, new Window(now, 1), (open, fresh) -> count(open, fresh, now));
        if (window.used() <= limit) {
            return OptionalLong.empty();
        }
        long left = window.opened() + length - now;
        return OptionalLong.of(Math.max(1, Duration.ofNanos(left + 999_999_999).toSeconds()));
    }

    private Window count(Window open, Window fresh, long now) {
        return now - open.opened() < length ? new Window(open.opened(), open.used() + 1) : fresh;
    }
}
