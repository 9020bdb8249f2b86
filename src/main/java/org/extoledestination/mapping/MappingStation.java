package org.extoledestination.mapping;

import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/** Makes a request of an event, as the mapping files say. For routes: {@code bean: {ref: mapping, method: map}}. */
public final class MappingStation {

    private final Mappings mappings;
    private final Meters meters;

    MappingStation(Mappings mappings, Meters meters) {
        this.mappings = mappings;
        this.meters = meters;
    }

    /**
     * The request that stands for this event, or null if nothing is to be sent.
     *
     * @throws UnmappableEventException if the event lacks what its mapping needs, or has a value that it cannot take
     */
    public @Nullable ExtoleRequest map(Map<String, Object> event) {
        Mapped mapped;
        try {
            mapped = mappings.map(event);
        } catch (UnmappableEventException e) {
            meters.count("mapping", e.code().replace('_', '-'));
            throw e;
        }
        if (mapped instanceof Mapped.Send send) {
            return request(send);
        }
        meters.count("mapping", "skipped");
        return null;
    }

    /**
     * What {@link #map} would give, without counting: for those who only want to know.
     *
     * @throws UnmappableEventException as {@link #map} does
     */
    public Optional<ExtoleRequest> preview(Map<String, Object> event) {
        return mappings.map(event) instanceof Mapped.Send send ? Optional.of(request(send)) : Optional.empty();
    }

    private static ExtoleRequest request(Mapped.Send send) {
        Operation operation = send.mode() == SendMode.SYNC ? Operation.EVENT : Operation.ASYNC_EVENT;
        return ExtoleRequest.event(operation, send.event());
    }
}
