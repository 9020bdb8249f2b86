package org.extoledestination.ingest;

import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts unreadable and implausible times, and logs one line a minute of a source. */
record TimeDoubts(Meters meters) implements EventTimes.Doubt {

    private static final Logger log = LoggerFactory.getLogger(TimeDoubts.class);

    private static final Seldom LINES = new Seldom(System::nanoTime);

    @Override
    public void tell(EventReader.Around around, boolean isRead) {
        String why = isRead ? "unbelieved" : "unreadable";
        meters.count("timestamp", why);
        LINES.due(String.join(" ", around.source(), around.door().word(), why))
                .ifPresent(untold -> log.warn(
                        "The timestamp of an event {}; it goes out with the time at which it was received. source='{}',"
                                + " door={}. Let the sender write 2026-03-02T09:00:00Z.{}",
                        isRead ? "is before 1971 or in the future" : "is no time that is read",
                        Shown.name(around.source()),
                        around.door().word(),
                        Seldom.more(untold)));
    }
}
