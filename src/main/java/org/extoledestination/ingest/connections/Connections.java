package org.extoledestination.ingest.connections;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All connections of one port. When there are too many, of all or of one address, idle ones are closed, longest idle
 * first, so that active senders find a place; only when all of them are being served is a new one refused.
 */
final class Connections {

    /** The share of connections that is closed at once: the search for them takes time. */
    private static final int AT_ONCE = 50;

    private final Bounds bounds;
    private static final int NETWORK_BYTES = 8;

    private final Server server;
    private final Consumer<String> outcomes;
    private final LongSupplier clock;
    private final Map<SocketChannel, Connection> open = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

    /** {@code outcomes} gets a word for each connection that was closed here. */
    Connections(Bounds bounds, Server server, Consumer<String> outcomes, LongSupplier clock) {
        this.bounds = bounds;
        this.server = server;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /**
     * How many, and how long.
     *
     * @param most at once
     * @param ofOneAddress at once
     * @param headTimeout for the head of a request
     * @param bodyTimeout for what comes of a request after its head
     */
    record Bounds(int most, int ofOneAddress, Duration headTimeout, Duration bodyTimeout) {}

    /** The side of the web server. */
    interface Server {
        /** Closes a connection if it is not being served; whether it has. */
        boolean closeAtRest(SocketChannel channel);

        /** Whether we wait for its sender, rather than what it has sent for a thread of ours. */
        default boolean waitsForSender(SocketChannel channel) {
            return true;
        }

        /** Lets its reader find the end. */
        void endInput(SocketChannel channel);
    }

    /** Whether a new connection may stay. Called by one thread. */
    boolean admit(SocketChannel channel, InetAddress remote) {
        InetAddress address = network(remote);
        int theirs = perAddress.getOrDefault(address, 0);
        if (theirs >= bounds.ofOneAddress() && !makeRoom(address)) {
            outcomes.accept("refused_address");
            return false;
        }
        if (open.size() >= bounds.most() && !makeRoom(null)) {
            outcomes.accept("refused_full");
            return false;
        }
        open.put(channel, new Connection(address, clock.getAsLong()));
        perAddress.merge(address, 1, Integer::sum);
        return true;
    }

    /** An address; of one of IPv6 its /64, which one sender has whole. */
    private static InetAddress network(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length <= NETWORK_BYTES) {
            return address;
        }
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return address;
        }
    }

    /** The server begins to look at what has come. */
    void begins(SocketChannel channel) {
        Connection connection = open.get(channel);
        if (connection != null) {
            connection.begins(clock.getAsLong());
        }
    }

    /** The head of a request is whole. */
    void serves(SocketChannel channel) {
        Connection connection = open.get(channel);
        if (connection != null) {
            connection.serves(clock.getAsLong());
        }
    }

    /** A request has its answer, and what is left of its body is read. */
    void answered(SocketChannel channel) {
        Connection connection = open.get(channel);
        if (connection != null) {
            connection.answered(clock.getAsLong());
        }
    }

    /** The server waits for more. */
    void rests(SocketChannel channel, boolean inHead) {
        Connection connection = open.get(channel);
        if (connection != null) {
            connection.rests(inHead, clock.getAsLong());
        }
    }

    /** It is closed, by either side. */
    void ends(SocketChannel channel) {
        Connection connection = open.remove(channel);
        if (connection != null) {
            perAddress.computeIfPresent(connection.address(), (any, count) -> count == 1 ? null : count - 1);
        }
    }

    boolean isAtRest(SocketChannel channel) {
        Connection connection = open.get(channel);
        return connection != null && connection.isAtRest();
    }

    int count() {
        return open.size();
    }

    /** Ends what has taken too long. */
    void sweep() {
        long now = clock.getAsLong();
        open.forEach((channel, connection) -> {
            if (connection.isHeadLate(now, bounds.headTimeout())
                    && server.waitsForSender(channel)
                    && server.closeAtRest(channel)) {
                outcomes.accept("head_late");
            }
            if (connection.isBodyLate(now, bounds.bodyTimeout())) {
                server.endInput(channel);
                outcomes.accept("body_late");
            }
        });
    }

    private boolean makeRoom(@Nullable InetAddress of) {
        long now = clock.getAsLong();
        // Values must not change while they are sorted.
        Map<SocketChannel, Long> resting = open.entrySet().stream()
                .filter(each -> of == null || each.getValue().address().equals(of))
                .filter(each -> each.getValue().isAtRest())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().urgency(now)));
        List<SocketChannel> longest = resting.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(Math.max(1, bounds.most() / AT_ONCE))
                .map(Map.Entry::getKey)
                .toList();
        int closed = 0;
        for (SocketChannel channel : longest) {
            if (server.closeAtRest(channel)) {
                outcomes.accept("made_room");
                closed++;
            }
        }
        return closed > 0;
    }
}
