package org.extoledestination.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/** Few attempts to sign in: of one address, and for one user from wherever. Right ones do not count. */
final class LoginThrottle {

    static final int OF_ADDRESS = 5;
    static final int FOR_USER = 20;
    static final Duration WITHIN = Duration.ofMinutes(1);

    /** What somebody makes up pushes out what somebody made up before. */
    private static final int MOST_KEYS = 10_000;

    private final Clock clock;
    private final Map<String, Deque<Instant>> attempts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
            return size() > MOST_KEYS;
        }
    };

    LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    /** Whether one more attempt is allowed. It counts, if it is, until it turns out right. */
    synchronized boolean enter(String address, String user) {
        Deque<Instant> ofAddress = recent(address);
        if (ofAddress.size() >= OF_ADDRESS) {
            return false;
        }
        Deque<Instant> forUser = recent(key(user));
        if (forUser.size() >= FOR_USER) {
            return false;
        }
        ofAddress.add(clock.instant());
        forUser.add(clock.instant());
        return true;
    }

    /** It was right. Others of its address may be somebody else's: they still count. */
    synchronized void right(String address, String user) {
        recent(address).pollLast();
        attempts.remove(key(user));
    }

    /** A name that somebody makes up may have megabytes. */
    private static String key(String user) {
        return DigestUtils.sha256Hex(user);
    }

    private Deque<Instant> recent(String key) {
        Deque<Instant> known = attempts.computeIfAbsent(key, fresh -> new ArrayDeque<>());
        Instant begin = clock.instant().minus(WITHIN);
        while (!known.isEmpty() && !known.getFirst().isAfter(begin)) {
            known.removeFirst();
        }
        return known;
    }
}
