package org.extoledestination.deadletter;

import java.util.HashMap;
import java.util.Map;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.telemetry.Meters;
import org.extoledestination.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what becomes a dead letter. A mapping that takes nothing any more makes thousands a minute, of which a
 * few say it all: the rest is one line a minute.
 */
final class DeadLetterLog {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterLog.class);
    private static final int LINES_OF_A_KIND = 10;
    private static final int FIRST_LINES = 20;
    /** Senders may put anything into the names of events. */
    private static final int MOST_KINDS = 500;

    private static final Kind OTHERS = new Kind("others", "", "");

    private final Meters meters;
    private final Map<Kind, Count> minute = new HashMap<>();
    private int firstLines;

    DeadLetterLog(Meters meters) {
        this.meters = meters;
    }

    /** What letters have in common that come from one mistake. */
    private record Kind(String reason, String code, String event) {

        static Kind of(SegmentEvent event, Verdict verdict) {
            return new Kind(
                    verdict.reason().word(),
                    Shown.id(verdict.code()),
                    event.name().map(name -> " '" + Shown.name(name) + '\'').orElse(""));
        }

        @Override
        public String toString() {
            return code.isEmpty() ? reason : reason + " (" + code + ')' + event;
        }
    }

    private static final class Count {
        private int letters;
        private boolean announced;
    }

    /**
     * One more dead letter.
     *
     * @param isFirst whether there is no other of its kind
     */
    synchronized void kept(SegmentEvent event, Verdict verdict, boolean isFirst) {
        Kind kind = Kind.of(event, verdict);
        if (!minute.containsKey(kind) && minute.size() >= MOST_KINDS) {
            kind = OTHERS;
        }
        Count count = minute.computeIfAbsent(kind, any -> new Count());
        if (isFirst && !count.announced) {
            count.announced = !kind.equals(OTHERS);
            announce(event, kind);
        }
        count.letters++;
        if (count.letters <= LINES_OF_A_KIND && !kind.equals(OTHERS)) {
            log.warn(
                    "{} Kept in dead letters. messageId={}, type={}",
                    Shown.text(verdict.detail()),
                    Shown.id(event.messageId()),
                    event.type().word());
        }
    }

    private void announce(SegmentEvent event, Kind kind) {
        meters.count("dead.letter.kind", "first");
        if (firstLines++ < FIRST_LINES) {
            log.warn(
                    "First dead letter of its kind: {}, {} of source '{}'. The next line says what to do",
                    kind,
                    event.type().word(),
                    Shown.name(event.source()));
        }
    }

    /** Ends a minute: tells of what was kept without a line of its own. */
    synchronized void summarize() {
        minute.forEach((kind, count) -> {
            int untold = count.letters - (kind.equals(OTHERS) ? 0 : LINES_OF_A_KIND);
            if (untold > 0) {
                log.warn("{} more dead letters within a minute: {}", untold, kind);
            }
        });
        minute.clear();
        firstLines = 0;
    }
}
