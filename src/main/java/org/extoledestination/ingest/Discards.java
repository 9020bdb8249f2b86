package org.extoledestination.ingest;

import java.util.EnumMap;
import java.util.Map;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The discarded events of one request, with reasons: each event is counted, and one log line of a kind is written a
 * minute.
 */
final class Discards {

    private static final Logger log = LoggerFactory.getLogger(Discards.class);

    private static final Seldom LINES = new Seldom(System::nanoTime);

    private final Map<Discard, Integer> counts = new EnumMap<>(Discard.class);

    void add(Discard discard) {
        add(discard, 1);
    }

    void add(Discard discard, int events) {
        counts.merge(discard, events, Integer::sum);
    }

    /** Says nothing if nothing was lost. */
    void report(EventReader.Around around, Meters meters) {
        if (counts.isEmpty()) {
            return;
        }
        StringBuilder reasons = new StringBuilder();
        counts.forEach((discard, events) -> {
            meters.count("ingest", discard.code(), events);
            reasons.append(reasons.isEmpty() ? "" : ", ")
                    .append(discard.code())
                    .append(" x")
                    .append(events);
        });
        String kind = String.join(" ", around.source(), around.door().word(), String.valueOf(counts.keySet()));
        LINES.due(kind)
                .ifPresent(untold -> log.info(
                        "Discarded events of one request. source='{}', door={}, reasons: {}. {}{}",
                        Shown.name(around.source()),
                        around.door().word(),
                        reasons,
                        counts.size() == 1 ? counts.keySet().iterator().next().message() : "",
                        Seldom.more(untold)));
    }
}
