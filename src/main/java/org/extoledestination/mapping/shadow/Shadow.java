package org.extoledestination.mapping.shadow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.mapping.MappingObserver;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.mapping.UnmappableEventException;
import org.extoledestination.mapping.shadow.Samples.Sample;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps each event a second time, with the candidate, on a thread of its own. Delivery never waits for it: what it cannot
 * follow is counted as not compared.
 */
public final class Shadow implements MappingObserver, AutoCloseable {

    private static final int WAITING = 2_000;
    private static final int SHARE_OF_HEAP = 32;
    private static final Logger log = LoggerFactory.getLogger(Shadow.class);

    private final Candidate candidate;
    private final Clock clock;
    private final Meters meters;
    private final Samples samples = new Samples(WAITING, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    private final Thread comparer = new Thread(this::compareAll, "shadow");
    private volatile Run run;

    /** One state of the candidate, and what was found with it. */
    private record Run(Optional<Mappings> mappings, List<String> mistakes, Tally tally) {}

    /**
     * The answer of the endpoint.
     *
     * @param state {@code comparing}, {@code mistakes} or {@code off}
     * @param candidate the folder
     * @param mistakes why nothing is compared, each with file and line
     * @param numbers what was compared
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Report(
            String state,
            @Nullable String candidate,
            @Nullable List<String> mistakes,
            @com.fasterxml.jackson.annotation.JsonUnwrapped Tally.@Nullable Numbers numbers) {

        static final Report OFF = new Report("off", null, null, null);
    }

    Shadow(Candidate candidate, Clock clock, Meters meters) {
        this.candidate = candidate;
        this.clock = clock;
        this.meters = meters;
        this.run = new Run(Optional.empty(), List.of(), new Tally(clock.instant()));
        readCandidate();
        comparer.setDaemon(true);
        comparer.start();
    }

    /** Begins anew if the candidate has changed. */
    synchronized void readCandidate() {
        candidate.readIfChanged().ifPresent(reading -> {
            run = new Run(reading.mappings(), reading.mistakes(), new Tally(clock.instant()));
            if (reading.mistakes().isEmpty()) {
                log.info(
                        "Shadow run of {} begins: each event is mapped by it too, and nothing of it sent",
                        candidate.folder());
            } else {
                log.warn(
                        "Shadow run of {} compares nothing; events go on as before. Mend these, and it begins:\n- {}",
                        candidate.folder(),
                        String.join("\n- ", reading.mistakes()));
            }
        });
    }

    @Override
    public void mapped(Map<String, Object> event, Mapped result) {
        offer(event, Outcome.of(result));
    }

    @Override
    public void refused(Map<String, Object> event, UnmappableEventException why) {
        offer(event, Outcome.of(why));
    }

    private void offer(Map<String, Object> event, Outcome active) {
        Run now = run;
        if (now.mappings().isEmpty() || !samples.offer(new Sample(event, active))) {
            now.tally().notCompared();
            meters.count("shadow", "not-compared");
        }
    }

    private void compareAll() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                compare(samples.take());
            }
        } catch (InterruptedException e) {
            // The application stops.
            Thread.currentThread().interrupt();
        }
    }

    private void compare(Sample sample) {
        Run now = run;
        String messageId = String.valueOf(sample.event().get("messageId"));
        if (now.mappings().isEmpty() || !now.tally().isNew(messageId)) {
            return;
        }
        List<String> ways = differences(sample, now.mappings().get());
        now.tally().compared(sample.active().mapping(), ways, messageId);
        meters.count("shadow", ways.isEmpty() ? "same" : "different");
    }

    private static List<String> differences(Sample sample, Mappings mappings) {
        Outcome other = Outcome.of(mappings, sample.event());
        try {
            return Differences.between(sample.active(), other);
        } catch (RuntimeException | StackOverflowError e) {
            return List.of(sample.active().word() + " -> not comparable");
        }
    }

    Report report() {
        Run now = run;
        return new Report(
                now.mappings().isPresent() ? "comparing" : "mistakes",
                candidate.folder().toString(),
                now.mistakes(),
                now.tally().numbers());
    }

    /** One line for the log. */
    void summarize() {
        Tally.Numbers numbers = run.tally().numbers();
        log.info(
                "Shadow run of {}: {} compared, {} same, {} different, {} not compared since {}",
                candidate.folder(),
                numbers.compared(),
                numbers.same(),
                numbers.different(),
                numbers.notCompared(),
                numbers.since());
    }

    @Override
    public void close() {
        comparer.interrupt();
    }
}
