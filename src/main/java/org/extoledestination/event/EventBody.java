package org.extoledestination.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Segment's event as the routes carry it between {@code unmarshal} and the mapping. */
public final class EventBody {

    private EventBody() {}

    /**
     * The event that is the body of a message: JSON's own types.
     *
     * @throws MisplacedStepException if the body is no event: a step of the route stands before {@code unmarshal}
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> of(@Nullable Object body) {
        if (body instanceof Map<?, ?> event) {
            return (Map<String, Object>) event;
        }
        throw new MisplacedStepException("The body is no event yet. Let this step follow `unmarshal`.");
    }
}
