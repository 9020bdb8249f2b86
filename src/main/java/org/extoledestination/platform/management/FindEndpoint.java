package org.extoledestination.platform.management;

import static org.extoledestination.platform.management.Problem.problem;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.extoledestination.event.Whereabouts;
import org.extoledestination.event.Whereabouts.Place;
import org.extoledestination.platform.telemetry.Shown;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.DataAccessException;
import org.springframework.lang.Nullable;

/** {@code /actuator/find?messageId=} on the management port: where an event is, as far as any of our stores knows. */
@Endpoint(id = "find")
final class FindEndpoint {

    private static final int LONGEST = 200;

    private final Collection<Whereabouts> stores;

    FindEndpoint(Collection<Whereabouts> stores) {
        this.stores = stores;
    }

    /**
     * What is known.
     *
     * @param places the latest first
     * @param unasked what did not answer, each with the reason
     */
    record Found(List<Place> places, List<String> unasked) {}

    /** Spring's own {@code @Nullable}: the endpoint takes a parameter for optional only by that. */
    @ReadOperation
    WebEndpointResponse<Object> find(@Nullable String messageId) {
        if (messageId == null || messageId.isBlank() || messageId.length() > LONGEST) {
            return problem(400, "Name an event by its 'messageId', of 1 to " + LONGEST + " characters.");
        }
        List<Place> places = new ArrayList<>();
        List<String> unasked = new ArrayList<>();
        for (Whereabouts store : stores) {
            try {
                places.addAll(store.search().of(messageId));
            } catch (Exception e) {
                unasked.add(store.name() + ": "
                        + (e instanceof DataAccessException ? "the database does not answer" : Shown.message(e)));
            }
        }
        places.sort(Comparator.comparing(Place::since).reversed());
        Audit.note("shown", places.size());
        return new WebEndpointResponse<>(new Found(places, unasked));
    }
}
