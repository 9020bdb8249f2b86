package org.extoledestination.abuse;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/** What this suite asks for, in one place. */
final class Expected {

    /** What a request may be answered; 500 is a fault. */
    static final Set<Integer> ANSWERS =
            Set.of(200, 204, 400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 417, 429, 431, 501, 503);

    /** Too much at this time, which any request may hear. */
    static final Set<Integer> BUSY = Set.of(429, 503);

    /** Answers of 500 and more that are no fault. */
    static final Set<Integer> REFUSED = Set.of(501, 503, 505);

    /** In bytes. */
    static final long LARGEST_TO_EXTOLE = 1 << 20;

    /** An answer comes, or the connection is closed, within this time. */
    static final Duration ANSWER = Duration.ofSeconds(20);

    /** So many of an honest sender's attempts, in percent, are answered 2xx within two seconds during an attack. */
    static final int SERVED_PERCENT = Integer.getInteger("abuse.served", 70);

    /** Of fewer a percentage says nothing. */
    static final int ATTEMPTS = 5;

    /** No honest sender is without a 2xx for longer. */
    static final Duration STARVED = Duration.ofSeconds(Integer.getInteger("abuse.starved", 12));

    /** After an attack all that was accepted from honest senders is at Extole within this time. */
    static final Duration SETTLED = Duration.ofSeconds(45);

    /**
     * The same after {@code kill -9}: what was in hand, a hundred events or so, is tried one by one, with a rest of up to a
     * second in between, and what an honest sender has sent may be among it.
     */
    static final Duration TRIED_ALONE = Duration.ofMinutes(5);

    /** Lines that a thousand refused requests may add to the log. */
    static final int LINES_A_THOUSAND = 200;

    /** The kinds of attack that are tried, by a part of their names; all of them, unless somebody chooses. */
    static final Pattern KINDS = Pattern.compile(System.getProperty("abuse.kinds", ""));

    /** Whether this is the long run, by hand. */
    static final boolean LONG = "long".equals(System.getProperty("abuse"));

    private Expected() {}
}
