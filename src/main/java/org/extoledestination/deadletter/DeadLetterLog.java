package org.extoledestination.deadletter;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what becomes a dead letter. A mapping that takes nothing any more makes thousands a minute, of which a
 * few say it all: the rest is one line a minute for each kind. All kinds together have a bound too, since senders choose
 * the names of events.
 */
final class DeadLetterLog {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterLog.class);
    private static final int LINES_OF_A_KIND = 10;
    private static final int FIRST_LINES = 10;
    private static final int LINES = 50;
    private static final int SUMMARIES = 10;
    /** Senders may put anything into the names of events. */
    private static final int MOST_KINDS = 500;

    private static final Kind OTHERS = new Kind("others", "", "");

    private final Meters meters;
    private final BiConsumer<String, String> firsts;
    private final Map<Kind, Count> minute = new HashMap<>();
    private int lines;
    private int firstLines;
    private int untoldFirsts;

    /** Tells {@code firsts} of the first of a kind: which kind, and why. Neither names anybody. */
    DeadLetterLog(Meters meters, BiConsumer<String, String> firsts) {
        this.meters = meters;
        this.firsts = firsts;
    }

    /** The common part of letters that have one cause. */
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
        private int untold;
        private int told;
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
        boolean announced = isFirst && !count.announced && isAnnounced(event, verdict, kind);
        count.announced |= isFirst && !kind.equals(OTHERS);
        if (announced || (lines < LINES && count.told < LINES_OF_A_KIND && !kind.equals(OTHERS))) {
            lines++;
            count.told++;
            log.warn(
                    "{} Kept in dead letters. messageId={}, type={}",
                    Shown.text(verdict.detail()),
                    Shown.id(event.messageId()),
                    event.type().word());
        } else {
            count.untold++;
        }
    }

    /** A deletion has removed letters of its person. Deletions have a limit of their own, and so has this line. */
    void erased(SegmentEvent deletion, int letters) {
        log.info(
                "Removed {} dead letters of a person who is to be erased. The deletion: messageId={}, source='{}'",
                letters,
                Shown.id(deletion.messageId()),
                Shown.name(deletion.source()));
    }

    private boolean isAnnounced(SegmentEvent event, Verdict verdict, Kind kind) {
        meters.count("dead.letter.kind", "first");
        if (firstLines >= FIRST_LINES || kind.equals(OTHERS)) {
            untoldFirsts++;
            return false;
        }
        firstLines++;
        firsts.accept(kind.toString(), Shown.text(verdict.detail()));
        log.warn(
                "First dead letter of its kind: {}, {} of source '{}'. The next line says why. See it whole: dead-letters list",
                kind,
                event.type().word(),
                Shown.name(event.source()));
        return true;
    }

    /** Ends a minute: tells of what was kept without a line of its own. */
    synchronized void summarize() {
        List<Map.Entry<Kind, Count>> untold = minute.entrySet().stream()
                .filter(entry -> entry.getValue().untold > 0)
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().untold))
                .toList();
        untold.stream()
                .limit(SUMMARIES)
                .forEach(entry ->
                        log.warn("{} more dead letters within a minute: {}", entry.getValue().untold, entry.getKey()));
        List<Map.Entry<Kind, Count>> rest = untold.stream().skip(SUMMARIES).toList();
        if (!rest.isEmpty() || untoldFirsts > 0) {
            log.warn(
                    "{} more dead letters within a minute, of {} other kinds. The first of their kind without a line: {}."
                            + " 'dead-letters list' shows them",
                    rest.stream().mapToInt(entry -> entry.getValue().untold).sum(),
                    rest.size(),
                    untoldFirsts);
        }
        minute.clear();
        lines = 0;
        firstLines = 0;
        untoldFirsts = 0;
    }
}
