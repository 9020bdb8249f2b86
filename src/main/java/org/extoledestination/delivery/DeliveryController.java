package org.extoledestination.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.delivery.DeliveryPause.Cause;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.ManagementController;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * {@code /actuator/delivery} on the management port: {@code GET} tells whether requests leave, {@code POST pause} and
 * {@code POST resume} decide it; {@code GET held} lists what waits aside. The console asks the same.
 */
@ManagementController(id = "delivery")
public record DeliveryController(ExtoleWay way, DeliveryPause pause, ManualPause manualPause, WaitingAside aside) {

    private static final String RUNNING = "running";
    private static final String PAUSED = "paused";
    private static final int MOST_FIRSTS = 100;
    private static final String WHY = "Say why, in 1 to " + ManualPause.LONGEST_REASON
            + " characters: those who find delivery paused will read it.";

    /** Why delivery is paused. */
    public record Pause(
            @NotBlank(message = WHY) @Size(max = ManualPause.LONGEST_REASON, message = WHY)
            String reason) {}

    /** Why it goes on: this stands in the audit line alone. */
    public record Resume(@Nullable String reason) {}

    /**
     * Whether one kind of request, or all, leave.
     *
     * @param state {@code running} or {@code paused}
     * @param reason why it is paused
     * @param since from when on
     * @param action what an operator can do
     * @param attempts how often requests have failed since Extole's last answer
     * @param nextProbe when the next request finds out whether Extole answers again; null where nothing waits for it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OperationState(
            String state,
            @Nullable String reason,
            @Nullable Instant since,
            @Nullable String action,
            int attempts,
            @Nullable Instant nextProbe) {}

    /**
     * The answer.
     *
     * @param state {@code paused} if any operation is
     * @param extole where requests go
     * @param byHand whether somebody has paused it
     * @param operations by the word of the call; for a source with an account of its own with {@code of} its name, while
     *     that fails
     * @param held what waits aside; missing while the database does not say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record State(
            String state,
            String extole,
            boolean byHand,
            Map<String, OperationState> operations,
            @Nullable Held held) {}

    /**
     * The events aside.
     *
     * @param events how many events
     * @param persons of how many persons
     * @param oldest since when the oldest waits, if one does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Held(long events, long persons, @Nullable Instant oldest) {}

    /**
     * The persons with events aside, each with the first event.
     *
     * @param persons how many they are
     * @param firsts the first of each, at most {@value #MOST_FIRSTS}
     */
    public record HeldPersons(long persons, List<WaitingAside.First> firsts) {}

    /** What leaves, and what waits. */
    @GetMapping
    public State state() {
        Map<String, OperationState> operations = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(Operation.values()).map(Line::new),
                        pause.failing().stream().sorted(Comparator.comparing(Line::toString)))
                .forEach(line -> operations.putIfAbsent(line.toString(), state(line)));
        return new State(
                pause.cause().isPresent() ? PAUSED : RUNNING, way.toString(), pause.isByHand(), operations, held());
    }

    private @Nullable Held held() {
        try {
            WaitingAside.Summary summary = aside.summary();
            return new Held(
                    summary.events(), summary.persons(), summary.oldest().orElse(null));
        } catch (DataAccessException e) {
            return null;
        }
    }

    /** The persons aside, by fingerprint. */
    @GetMapping("/held")
    public HeldPersons persons() {
        List<WaitingAside.First> firsts = aside.firsts(MOST_FIRSTS);
        Audit.note("shown", firsts.size());
        return new HeldPersons(aside.summary().persons(), firsts);
    }

    private OperationState state(Line line) {
        Optional<Cause> cause = pause.causeFor(line);
        return new OperationState(
                cause.isPresent() ? PAUSED : RUNNING,
                cause.map(Cause::reason).orElse(null),
                cause.map(Cause::since).orElse(null),
                cause.map(Cause::action).orElse(null),
                pause.failures(line),
                pause.nextProbe(line).orElse(null));
    }

    /** Lets nothing leave from now on. */
    @PostMapping("/pause")
    public State pause(@Valid Pause wanted) {
        manualPause.begin(wanted.reason());
        return state();
    }

    /** Ends the pause by hand. */
    @PostMapping("/resume")
    public State resume(@Valid Resume why) {
        manualPause.end();
        return state();
    }
}
