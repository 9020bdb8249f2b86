package org.extoledestination.ingest;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults of this application on a sender's input. Each place is logged once, because a sender could repeat it
 * endlessly.
 */
final class Unforeseen {

    private static final Logger log = LoggerFactory.getLogger(Unforeseen.class);
    private static final int MOST_PLACES = 100;
    private static final Set<String> told = ConcurrentHashMap.newKeySet();

    private Unforeseen() {}

    static void tell(Throwable fault) {
        String place = FaultPlace.of(fault);
        if (told.size() < MOST_PLACES && told.add(place)) {
            log.error(
                    "An event could not be read because of a fault in this application, and was not kept: {}. Others"
                            + " are read. Report this line; it is written once for each place",
                    place);
        }
    }
}
