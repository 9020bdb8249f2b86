package org.extoledestination.abuse;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.support.Application;

/**
 * Sends numbered events at a steady, modest rate, alone and in batches, with its key in the header and in the body by
 * turns. It retries as Segment's libraries do: after {@code Retry-After}, else a little longer each time. Its address and
 * its key are its own; an attacker who has the same key shares its limits.
 */
final class HonestSender implements AutoCloseable {

    static final String ADDRESS = System.getProperty("abuse.honest", "127.0.0.77");
    private static final int PEOPLE = 5;
    private static final int BATCH = 4;
    private static final long PAUSE_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final int port;
    private final HonestLedger ledger;
    private final Service service;
    private final Thread thread = new Thread(this::run, "honest-sender");
    private volatile boolean sending = true;
    private volatile boolean resting;

    HonestSender(int port, HonestLedger ledger, Service service) {
        this.port = port;
        this.ledger = ledger;
        this.service = service;
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends nothing new until {@link #goOn}: the application is about to be killed. */
    void rest() {
        resting = true;
    }

    void goOn() {
        service.reset();
        resting = false;
    }

    private void run() {
        for (int turn = 0; sending; turn++) {
            String person = "p" + turn % PEOPLE;
            List<String> ids = IntStream.range(0, turn % 2 == 0 ? 1 : BATCH)
                    .mapToObj(i -> ledger.next(person))
                    .toList();
            byte[] request = request(person, ids, turn % 4 < 2);
            send(request);
            if (sending) {
                ids.forEach(ledger::accepted);
            }
            pause(PAUSE_MILLIS);
        }
    }

    private static byte[] request(String person, List<String> ids, boolean keyInHeader) {
        List<String> events = new ArrayList<>();
        for (String id : ids) {
            events.add("{\"type\":\"track\",\"event\":\"Step\",\"userId\":\"honest-" + person + "\",\"messageId\":\""
                    + id + "\",\"properties\":{\"plan\":\"gold\",\"n\":42.50}}");
        }
        String key = keyInHeader ? "" : "\"writeKey\":\"" + Application.WRITE_KEY + "\",";
        String body = ids.size() == 1
                ? '{' + key + events.get(0).substring(1)
                : events.stream().collect(Collectors.joining(",", '{' + key + "\"batch\":[", "]}"));
        return Requests.request(
                ids.size() == 1 ? "POST /v1/track" : "POST /v1/batch", keyInHeader ? Application.WRITE_KEY : "", body);
    }

    private void send(byte[] request) {
        long wait = PAUSE_MILLIS;
        while (sending) {
            while (resting && sending) {
                pause(PAUSE_MILLIS);
            }
            Reply reply = attempt(request);
            if (reply.isAccepted()) {
                return;
            }
            long asked = reply.header("Retry-After").map(Long::parseLong).orElse(0L) * 1_000;
            pause(Math.min(LONGEST_WAIT_MILLIS, asked > 0 ? asked : wait));
            wait *= 2;
        }
    }

    private Reply attempt(byte[] request) {
        Reply reply;
        service.begin();
        try (Wire wire = Wire.open(ADDRESS, port)) {
            reply = wire.ask(request, PATIENCE);
        } catch (IOException e) {
            reply = new Reply(Reply.CLOSED, "", "", PATIENCE);
        }
        if (!resting) {
            service.attempt(reply);
        }
        return reply;
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public void close() {
        sending = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
