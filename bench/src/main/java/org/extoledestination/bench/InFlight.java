package org.extoledestination.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** How many events are on their way: asks the destination a few times a second what it has. */
final class InFlight implements AutoCloseable {

    private static final long PERIOD_MILLIS = 40;

    private final Load.Order order;
    private final Thread asking = new Thread(this::ask, "in-flight");
    private volatile long delivered;
    private volatile boolean closed;

    InFlight(Load.Order order) {
        this.order = order;
        if (order.inFlight() > 0) {
            delivered = distinct();
            asking.setDaemon(true);
            asking.start();
        }
    }

    /** Whether {@code more} events may go, after {@code accepted} of this lane in all. */
    boolean hasRoom(long accepted, int more) {
        return order.inFlight() == 0 || accepted + more - delivered <= order.inFlight();
    }

    private void ask() {
        while (!closed) {
            delivered = distinct();
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private long distinct() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(order.report()).toURL().openConnection();
            try (InputStream answer = connection.getInputStream()) {
                return Load.read(new String(answer.readAllBytes(), StandardCharsets.UTF_8))
                        .path("distinct")
                        .asLong();
            }
        } catch (IOException e) {
            return delivered;
        }
    }

    @Override
    public void close() {
        closed = true;
        asking.interrupt();
    }
}
