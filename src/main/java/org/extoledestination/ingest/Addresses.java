package org.extoledestination.ingest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From where requests come: how many, how many of them are refused, and what the log says of it. */
final class Addresses {

    private static final int NETWORK_BYTES = 8;
    /**
     * An address as it stands in a connection, or as proxies write it: in quotes, in brackets, with a zone or a port. Nothing
     * of it has to be looked up.
     */
    private static final Pattern LITERAL = Pattern.compile(
            "\"?(?:(?<four>(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:[.](?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){3})(?::\\w+)?"
                    + "|\\[(?<quoted>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:%[^]]*)?](?::\\w+)?"
                    + "|(?<six>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:%.*)?)\"?");

    /** Those whose proxy does not say who they are. */
    private static final String UNKNOWN = "unknown";

    /** With a zone, a port and what stands around them. */
    private static final int LONGEST = 100;

    private static final int FOUR_BYTES = 4;
    private static final int SHOWN_BYTES_OF_FOUR = 3;
    private static final int SHOWN_BYTES_OF_SIX = 6;

    private static final Duration A_WHILE = Duration.ofSeconds(10);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final LimitSettings settings;
    private final Buckets requests;
    private final Buckets refusals;

    Addresses(LimitSettings settings, LongSupplier clock) {
        this.settings = settings;
        this.requests = new Buckets(settings.addressRequestsPerSecond() * A_WHILE.toSeconds(), A_WHILE, clock);
        this.refusals = new Buckets(settings.refusalsPerMinute(), A_MINUTE, clock);
    }

    /** One for each sender, of the latest ones; of capacity 0: no limit. */
    private static final class Buckets {

        private static final int MOST = 10_000;

        private final long capacity;
        private final Duration refill;
        private final LongSupplier clock;
        private final Map<String, Bucket> bySender = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > MOST;
            }
        };

        Buckets(long capacity, Duration refill, LongSupplier clock) {
            this.capacity = capacity;
            this.refill = refill;
            this.clock = clock;
        }

        /** Takes one; the seconds to wait if there is none. */
        synchronized long take(String sender) {
            if (capacity == 0) {
                return 0;
            }
            long now = clock.getAsLong();
            return bySender.computeIfAbsent(sender, any -> new Bucket(capacity, refill, now))
                    .takeOne(now);
        }

        synchronized long wait(String sender) {
            Bucket bucket = bySender.get(sender);
            return bucket == null ? 0 : bucket.wait(1, clock.getAsLong());
        }
    }

    /**
     * Counts a request from there against the limit of its address; all from where no address is known share one.
     *
     * @throws RefusedException with 429 if it is reached
     */
    void admit(String address) {
        if (settings.addressRequestsPerSecond() == 0) {
            return;
        }
        Optional<InetAddress> known = parsed(address);
        if (known.filter(InetAddress::isLoopbackAddress).isPresent()) {
            return;
        }
        long wait = requests.take(known.map(Addresses::sender).orElse(UNKNOWN));
        if (wait > 0) {
            throw RefusedException.later(
                    "too_many_requests",
                    "More requests come from this address than ingest.limits lets it send. Nothing of this one was"
                            + " taken; send it again later.",
                    wait);
        }
    }

    /**
     * One more request from there was refused. An address of a private network is never delayed: it may be a balancer.
     */
    void refused(String address) {
        if (settings.refusalsPerMinute() > 0) {
            parsed(address).filter(from -> !isPrivate(from)).ifPresent(from -> refusals.take(sender(from)));
        }
    }

    /**
     * Lets pass who has not been refused too often.
     *
     * @throws RefusedException with 429
     */
    void requirePatience(String address) {
        long wait = settings.refusalsPerMinute() > 0
                ? parsed(address).map(from -> refusals.wait(sender(from))).orElse(0L)
                : 0;
        if (wait > 0) {
            throw RefusedException.later(
                    "too_many_refusals",
                    "Too many requests from this address were refused. Send the write key as user of Basic"
                            + " authentication, or come back later.",
                    wait);
        }
    }

    /** Empty for what is no address. Nothing is looked up. */
    private static Optional<InetAddress> parsed(String address) {
        Matcher literal = LITERAL.matcher(address.strip());
        if (address.length() > LONGEST || !literal.matches()) {
            return Optional.empty();
        }
        String four = literal.group("four");
        String quoted = literal.group("quoted");
        try {
            return Optional.of(
                    InetAddress.getByName(four != null ? four : quoted != null ? quoted : literal.group("six")));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The unit that shares a limit: an IPv4 address, or the /64 of an IPv6 address, which belongs to one sender. */
    private static String sender(InetAddress from) {
        byte[] bytes = from.getAddress();
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
    }

    /** Loopback and private networks, where balancers and proxies are that bring the requests of all. */
    private static boolean isPrivate(InetAddress from) {
        return from.isLoopbackAddress()
                || from.isSiteLocalAddress()
                || from.isLinkLocalAddress()
                || isUniqueLocal(from.getAddress());
    }

    /** {@code fc00::/7}, the private networks of IPv6. Source: RFC 4193. */
    private static boolean isUniqueLocal(byte[] address) {
        return address.length > NETWORK_BYTES && (address[0] & 0xfe) == 0xfc;
    }

    /** As the log may show it. */
    String shown(String address) {
        return switch (settings.logAddresses()) {
            case NONE -> "not shown";
            case FULL -> parsed(address).map(InetAddress::getHostAddress).orElse(UNKNOWN);
            case NETWORK -> parsed(address).map(Addresses::network).orElse(UNKNOWN);
        };
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean isFour = bytes.length == FOUR_BYTES;
        Arrays.fill(bytes, isFour ? SHOWN_BYTES_OF_FOUR : SHOWN_BYTES_OF_SIX, bytes.length, (byte) 0);
        try {
            String shown = InetAddress.getByAddress(bytes).getHostAddress();
            return isFour ? shown + "/24" : shown.replaceFirst("(:0)+$", "::") + "/48";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address is as long as another", e);
        }
    }
}
