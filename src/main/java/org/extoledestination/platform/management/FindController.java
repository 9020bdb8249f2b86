package org.extoledestination.platform.management;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.extoledestination.event.Whereabouts;
import org.extoledestination.event.Whereabouts.Place;
import org.extoledestination.platform.telemetry.Shown;
import org.springframework.dao.DataAccessException;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code /actuator/find?messageId=} on the management port: where an event is, as far as any of our stores knows. The
 * console asks the same.
 */
@ManagementController(id = "find")
public record FindController(Collection<Whereabouts> stores) {

    private static final int LONGEST = 200;
    private static final String WHICH = "Name an event by its 'messageId', of 1 to " + LONGEST + " characters.";

    /** The event that is looked for. */
    public record Wanted(
            @NotBlank(message = WHICH) @Size(max = LONGEST, message = WHICH)
            String messageId) {}

    /**
     * What is known.
     *
     * @param places the latest first
     * @param unasked what did not answer, each with the reason
     */
    public record Found(List<Place> places, List<String> unasked) {}

    /** Asks all stores; one that does not answer keeps none of the others back. */
    @GetMapping
    public Found find(@Valid Wanted wanted) {
        List<Place> places = new ArrayList<>();
        List<String> unasked = new ArrayList<>();
        for (Whereabouts store : stores) {
            try {
                places.addAll(store.search().of(wanted.messageId()));
            } catch (Exception e) {
                unasked.add(store.name() + ": "
                        + (e instanceof DataAccessException ? "the database does not answer" : Shown.message(e)));
            }
        }
        places.sort(Comparator.comparing(Place::since).reversed());
        Audit.note("shown", places.size());
        return new Found(places, unasked);
    }
}
