package org.extoledestination.gate.audience;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.platform.management.ManagementController;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code GET /actuator/audiences} on the management port: what became of the assertions of each audience since the start,
 * and the initial syncs. The console asks the same.
 */
@ManagementController(id = "audiences")
public record AudiencesController(InitialSyncs syncs, Meters meters, Clock clock) {

    /**
     * An audience, or a computed trait, since the start of this process. Assertions are counted, of which a person with
     * several identities has several.
     *
     * @param audience Segment's key
     * @param entered sent to Extole: now in it
     * @param left sent to Extole: no longer in it
     * @param trait sent to Extole: a value of a computed trait
     * @param repeated not sent: Extole has the same
     * @param stale not sent: Extole has something later
     */
    public record Audience(String audience, long entered, long left, long trait, long repeated, long stale) {

        private long all() {
            return entered + left + trait + repeated + stale;
        }
    }

    /**
     * An initial sync.
     *
     * @param audience Segment's key
     * @param since about when it began
     * @param until when it ended; null while it runs
     * @param entries first entries so far, or in all
     * @param perSecond first entries a second: the latest, or of all of it
     */
    public record Sync(
            String audience, Instant since, @Nullable Instant until, long entries, long perSecond) {}

    /**
     * The answer.
     *
     * @param audiences those with the most assertions first
     * @param running initial syncs, the largest first
     * @param ended the last initial syncs, the latest first
     * @param waiting how many events wait in the queue; null if only the broker knows
     * @param secondsLeft how long the running syncs need at most for what waits in the queue, at the latest rate; null if
     *     that is not known. How many members are still to come, only Segment knows
     */
    public record Listing(
            List<Audience> audiences,
            List<Sync> running,
            List<Sync> ended,
            @Nullable Long waiting,
            @Nullable Long secondsLeft) {}

    /** What is known now. */
    @GetMapping
    public Listing list() {
        Optional<Long> waiting = meters.number("queue.depth");
        List<InitialSyncs.Sync> running = syncs.allRunning();
        long rate = running.stream().mapToLong(InitialSyncs.Sync::perSecond).sum();
        return new Listing(
                meters.counted("audience", "audience").entrySet().stream()
                        .map(each -> audience(each.getKey(), each.getValue()))
                        .sorted(Comparator.comparing(Audience::all).reversed().thenComparing(Audience::audience))
                        .toList(),
                told(running),
                told(syncs.lastEnded()),
                waiting.orElse(null),
                rate == 0 ? null : waiting.map(events -> events / rate).orElse(null));
    }

    private static Audience audience(String key, Map<String, Long> counts) {
        return new Audience(
                key,
                counts.getOrDefault("entered", 0L),
                counts.getOrDefault("left", 0L),
                counts.getOrDefault("trait", 0L),
                counts.getOrDefault("repeated", 0L),
                counts.getOrDefault("stale", 0L));
    }

    private List<Sync> told(List<InitialSyncs.Sync> all) {
        Instant now = clock.instant();
        return all.stream()
                .map(each -> new Sync(
                        each.audience(),
                        now.minusSeconds(each.begunSecondsAgo()),
                        each.endedSecondsAgo() == 0 ? null : now.minusSeconds(each.endedSecondsAgo()),
                        each.entries(),
                        each.perSecond()))
                .toList();
    }
}
