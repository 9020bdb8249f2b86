package org.extoledestination.trace;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Journey.Step;

/** What became of an event. */
public enum TraceOutcome {
    /** It is kept, with the reason, until somebody decides. */
    DEAD_LETTER,
    /** It waits in the database and is tried again. */
    ASIDE,
    /** It is in the queue again. */
    RETURNED,
    /** Extole has taken it. */
    DELIVERED,
    /** It is not for Extole, or no news. */
    DROPPED,
    /** Its mapping sends nothing of it. */
    SKIPPED,
    /** Extole had it already. */
    DUPLICATE,
    /** It came to an end that no station has noted. */
    DONE;

    private static final Set<String> NEWS = Set.of("entered", "left", "trait");

    /** As it is asked for, and shown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * An end, and why.
     *
     * @param reason a word or a code; may be empty
     * @param isSmooth whether nothing of it is out of the ordinary
     */
    public record End(TraceOutcome outcome, String reason, boolean isSmooth) {}

    /** What a journey came to: of several ends the one that tells most. */
    public static End of(Journey journey) {
        End end = new End(journey.hasFailed() ? RETURNED : DONE, "", !journey.hasFailed());
        boolean isSmooth = !journey.subject().cameBefore();
        List<Step> steps = journey.steps();
        for (Step step : steps) {
            End here = end(step);
            if (here.outcome().compareTo(end.outcome()) < 0) {
                end = here;
            }
            isSmooth &= here.isSmooth();
        }
        return new End(end.outcome(), end.reason(), isSmooth && end.isSmooth());
    }

    /** It was only asked again whether it may go on. */
    public static boolean saysNothing(Journey journey, End end) {
        boolean wasCalled =
                journey.steps().stream().anyMatch(step -> step.station().equals("call"));
        return !wasCalled && (end.outcome() == RETURNED || (end.outcome() == ASIDE && isAsideAgain(journey, end)));
    }

    private static boolean isAsideAgain(Journey journey, End end) {
        return journey.subject().cameBefore()
                && journey.subject().accepted() == 0
                && !end.reason().equals("failed");
    }

    private static End end(Step step) {
        return switch (step.station()) {
            case "dead.letter" ->
                step.outcome().equals("delivered")
                        ? new End(DONE, "", false)
                        : step.outcome().equals("erased")
                                ? new End(DONE, "", true)
                                : new End(DEAD_LETTER, step.detail().isEmpty() ? step.outcome() : step.detail(), false);
            case "held" -> new End(ASIDE, step.outcome(), false);
            case "delivery" -> ofDelivery(step);
            case "router" -> new End(DROPPED, step.outcome(), !step.outcome().equals("suppressed"));
            case "audience" ->
                NEWS.contains(step.outcome()) ? new End(DONE, "", true) : new End(DROPPED, step.outcome(), true);
            case "mapping" ->
                step.outcome().equals("mapped") ? new End(DONE, "", true) : new End(SKIPPED, step.outcome(), true);
            case "call" -> new End(DONE, "", step.status() / 100 == 2);
            default -> new End(DONE, "", true);
        };
    }

    private static End ofDelivery(Step step) {
        return switch (step.outcome()) {
            case "delivered" -> new End(DELIVERED, "", true);
            case "duplicate" -> new End(DUPLICATE, "", false);
            default -> new End(DONE, "", false);
        };
    }
}
