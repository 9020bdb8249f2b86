package org.extoledestination.delivery.erasure;

import static org.extoledestination.platform.management.Problem.answer;
import static org.extoledestination.platform.management.Problem.problem;

import java.util.List;
import org.extoledestination.delivery.erasure.DeletionRows.Hold;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;

/**
 * {@code /actuator/deletions} on the management port: {@code GET} tells whose deletions are held, {@code POST release} and
 * {@code POST refuse} decide on them.
 */
@Endpoint(id = "deletions")
record DeletionsEndpoint(DeletionCap cap) {

    private static final int MOST = 1_000_000;

    /**
     * What the endpoint answers.
     *
     * @param perHour how many of one source may pass within an hour; 0: any number
     * @param held the sources whose deletions are held
     */
    record State(int perHour, List<Hold> held) {}

    @ReadOperation
    WebEndpointResponse<Object> state() {
        return answer(() -> {
            cap.follow();
            return new State(cap.perHour(), cap.holds());
        });
    }

    /** {@code count} comes as a text, so that a wrong one gets an answer that says so. */
    @WriteOperation
    WebEndpointResponse<Object> change(@Selector String action, @Nullable String source, @Nullable String count) {
        return answer(() -> {
            cap.follow();
            if (source == null || !cap.heldSources().contains(source)) {
                return problem(
                        400,
                        (source == null ? "" : "No deletions of '" + source + "' are held. ")
                                + "Name a source whose deletions are held. Held: " + cap.heldSources() + '.');
            }
            return switch (action) {
                case "release" -> release(source, count);
                case "refuse" -> {
                    cap.refuse(source);
                    yield state();
                }
                default -> problem(404, "POST to release or to refuse.");
            };
        });
    }

    private WebEndpointResponse<Object> release(String source, @Nullable String count) {
        int number;
        try {
            number = count == null ? cap.perHour() : Integer.parseInt(count);
        } catch (NumberFormatException e) {
            number = 0;
        }
        if (number < 1 || number > MOST) {
            return problem(400, "'count' says how many may pass, from 1 to " + MOST + '.');
        }
        cap.release(source, number);
        return state();
    }
}
