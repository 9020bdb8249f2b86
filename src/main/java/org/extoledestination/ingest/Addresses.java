package org.extoledestination.ingest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** From where requests come that are refused: how often, and what the log says of it. */
final class Addresses {

    private static final int MOST = 10_000;
    private static final int NETWORK_BYTES = 8;
    /** An address as it stands in a connection, of which nothing has to be looked up. */
    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F.]*[:.][0-9a-fA-F:.]*(?:%.*)?");

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final LimitSettings settings;
    private final LongSupplier clock;
    private final Map<String, Bucket> refusals = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST;
        }
    };

    Addresses(LimitSettings settings, LongSupplier clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** One more request from there was refused. */
    void refused(String address) {
        if (settings.refusalsPerMinute() > 0) {
            sender(address).ifPresent(this::count);
        }
    }

    private void count(String sender) {
        synchronized (refusals) {
            Bucket bucket = refusals.computeIfAbsent(
                    sender, any -> new Bucket(settings.refusalsPerMinute(), A_MINUTE, clock.getAsLong()));
            if (bucket.wait(1, clock.getAsLong()) == 0) {
                bucket.take(1);
            }
        }
    }

    /**
     * Lets pass who has not been refused too often.
     *
     * @throws RefusedException with 429
     */
    void requirePatience(String address) {
        long wait = settings.refusalsPerMinute() > 0
                ? sender(address).map(this::waitOf).orElse(0L)
                : 0;
        if (wait > 0) {
            throw RefusedException.later(
                    "too_many_refusals",
                    "Too many requests from this address were refused. Send the write key as user of Basic"
                            + " authentication, or come back later.",
                    wait);
        }
    }

    private long waitOf(String sender) {
        synchronized (refusals) {
            Bucket bucket = refusals.get(sender);
            return bucket == null ? 0 : bucket.wait(1, clock.getAsLong());
        }
    }

    /**
     * Who is made to wait together: an address, or the /64 of one of IPv6, which one sender has whole. Nobody of loopback
     * or of a private network, where balancers and proxies are that bring the requests of all.
     */
    private static Optional<String> sender(String address) {
        if (!LITERAL.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress from = InetAddress.getAllByName(address)[0];
            byte[] bytes = from.getAddress();
            boolean isPrivate = from.isLoopbackAddress()
                    || from.isSiteLocalAddress()
                    || from.isLinkLocalAddress()
                    || isUniqueLocal(bytes);
            return isPrivate
                    ? Optional.empty()
                    : Optional.of(HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** {@code fc00::/7}, the private networks of IPv6. Source: RFC 4193. */
    private static boolean isUniqueLocal(byte[] address) {
        return address.length > NETWORK_BYTES && (address[0] & 0xfe) == 0xfc;
    }

    /** As the log may show it. */
    String shown(String address) {
        return switch (settings.logAddresses()) {
            case NONE -> "not shown";
            case FULL -> address;
            case NETWORK -> network(address);
        };
    }

    private static String network(String address) {
        if (address.indexOf(':') >= 0) {
            String[] groups = address.split(":", -1);
            return String.join(":", groups[0], groups[1], groups.length > 3 ? groups[2] : "") + "::/48";
        }
        int last = address.lastIndexOf('.');
        return last < 0 ? address : address.substring(0, last) + ".0/24";
    }
}
