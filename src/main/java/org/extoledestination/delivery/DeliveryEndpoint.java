package org.extoledestination.delivery;

import static org.extoledestination.platform.management.Problem.answer;
import static org.extoledestination.platform.management.Problem.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.delivery.DeliveryPause.Cause;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.DataAccessException;

/**
 * {@code /actuator/delivery} on the management port: {@code GET} tells whether requests leave, {@code POST pause} and
 * {@code POST resume} decide it; {@code GET held} lists what waits aside.
 */
@Endpoint(id = "delivery")
final class DeliveryEndpoint {

    private static final String RUNNING = "running";
    private static final String PAUSED = "paused";
    private static final int MOST_FIRSTS = 100;

    private final ExtoleWay way;
    private final DeliveryPause pause;
    private final ManualPause manualPause;
    private final WaitingAside aside;

    DeliveryEndpoint(ExtoleWay way, DeliveryPause pause, ManualPause manualPause, WaitingAside aside) {
        this.way = way;
        this.pause = pause;
        this.manualPause = manualPause;
        this.aside = aside;
    }

    /**
     * Whether one kind of request, or all, leave.
     *
     * @param state {@code running} or {@code paused}
     * @param reason why it is paused
     * @param since from when on
     * @param action what an operator can do
     * @param attempts how often requests have failed since Extole's last answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OperationState(
            String state,
            @Nullable String reason,
            @Nullable Instant since,
            @Nullable String action,
            int attempts) {}

    /**
     * What the endpoint answers.
     *
     * @param state {@code paused} if any operation is
     * @param extole where requests go
     * @param byHand whether somebody has paused it
     * @param operations by the word of the call; for a source with an account of its own with {@code of} its name, while
     *     that fails
     * @param held what waits aside; missing while the database does not say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(
            String state,
            String extole,
            boolean byHand,
            Map<String, OperationState> operations,
            @Nullable Held held) {}

    /**
     * What waits aside.
     *
     * @param events how many events
     * @param persons of how many persons
     * @param oldest since when the oldest waits, if one does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Held(long events, long persons, @Nullable Instant oldest) {}

    /**
     * The persons of whom events wait aside, by their first.
     *
     * @param persons how many they are
     * @param firsts the first of each, at most {@value #MOST_FIRSTS}
     */
    record HeldPersons(long persons, List<WaitingAside.First> firsts) {}

    @ReadOperation
    State state() {
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

    /** {@code GET held}: who waits aside, by fingerprint. */
    @ReadOperation
    WebEndpointResponse<Object> list(@Selector String what) {
        if (!what.equals("held")) {
            return problem(404, "GET held.");
        }
        return answer(() -> new HeldPersons(aside.summary().persons(), aside.firsts(MOST_FIRSTS)));
    }

    private OperationState state(Line line) {
        Optional<Cause> cause = pause.causeFor(line);
        return new OperationState(
                cause.isPresent() ? PAUSED : RUNNING,
                cause.map(Cause::reason).orElse(null),
                cause.map(Cause::since).orElse(null),
                cause.map(Cause::action).orElse(null),
                pause.failures(line));
    }

    /**
     * The reason of a resume stands in the audit line alone. Spring's own {@code @Nullable}: the endpoint takes a parameter
     * for optional only by that.
     */
    @WriteOperation
    WebEndpointResponse<Object> change(@Selector String action, @org.springframework.lang.Nullable String reason) {
        return answer(() -> switch (action) {
            case "pause" -> pause(reason == null ? "" : reason);
            case "resume" -> {
                manualPause.end();
                yield state();
            }
            default -> problem(404, "POST to pause or to resume.");
        });
    }

    private Object pause(String reason) {
        if (reason.isBlank() || reason.length() > ManualPause.LONGEST_REASON) {
            return problem(
                    400,
                    "Say why, in 1 to " + ManualPause.LONGEST_REASON
                            + " characters: those who find delivery paused will read it.");
        }
        manualPause.begin(reason);
        return state();
    }
}
