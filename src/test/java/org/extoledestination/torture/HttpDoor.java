package org.extoledestination.torture;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;

/** Segment's Tracking API of any of the instances. */
final class HttpDoor implements Sender.Door {

    private final List<ApplicationProcess> instances;
    private final Ledger ledger;
    private final long seed;
    private final Random random;

    HttpDoor(List<ApplicationProcess> instances, Ledger ledger, long seed, int number) {
        this.instances = instances;
        this.ledger = ledger;
        this.seed = seed;
        this.random = new Random(seed - number);
    }

    @Override
    public boolean isKept(List<Numbered> events) {
        ApplicationProcess instance = instances.get(random.nextInt(instances.size()));
        boolean isAlone = events.size() == 1;
        String body = isAlone
                ? events.get(0).json(seed)
                : events.stream()
                        .map(event -> event.json(seed))
                        .collect(Collectors.joining(",", "{\"batch\": [", "]}"));
        String path = isAlone ? (body.contains("\"identify\"") ? "/v1/identify" : "/v1/track") : "/v1/batch";
        try {
            int status = Http.post(instance.ingest(path), Application.WRITE_KEY, body)
                    .statusCode();
            if (status != 200 && status != 503) {
                ledger.fault("A sender heard " + status);
            }
            return status == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
