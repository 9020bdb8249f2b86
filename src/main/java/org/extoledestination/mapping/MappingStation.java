package org.extoledestination.mapping;

import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.routes.Rehearsable;
import org.extoledestination.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/** Makes a request of an event, as the mapping files say. For routes: {@code bean: {ref: mapping, method: map}}. */
public final class MappingStation implements Rehearsable {

    private volatile Mappings mappings;
    private final Meters meters;
    private volatile MappingObserver observer = MappingObserver.NONE;

    MappingStation(Mappings mappings, Meters meters) {
        this.mappings = mappings;
        this.meters = meters;
    }

    /** Maps by other files from now on; an event that is being mapped is mapped by those with which it began. */
    void replace(Mappings other) {
        mappings = other;
    }

    /** What holds for the mappings in use. */
    public MappingSettings settings() {
        return mappings.settings();
    }

    /** Whether a file in use is for events of this type. */
    public boolean isFor(EventType type) {
        return mappings.areFor(type);
    }

    /** Lets {@code observer}, and nobody else, hear of each event from now on. */
    public void observe(MappingObserver observer) {
        this.observer = observer;
    }

    @Override
    public Object forRehearsal(Meters elsewhere) {
        return new Copy(this, elsewhere);
    }

    /** Maps by the same files, unobserved. */
    public static final class Copy {

        private final MappingStation original;
        private final Meters meters;

        private Copy(MappingStation original, Meters meters) {
            this.original = original;
            this.meters = meters;
        }

        /** As {@link MappingStation#map} does. */
        public @Nullable ExtoleRequest map(Map<String, Object> event) {
            return new MappingStation(original.mappings, meters).map(event);
        }
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
            observer.refused(event, e);
            meters.count("mapping", e.code().replace('_', '-'));
            throw e;
        }
        observer.mapped(event, mapped);
        if (mapped instanceof Mapped.Send send) {
            if (send.nameCleaned()) {
                meters.count("event.name", "cleaned");
            }
            return request(send);
        }
        meters.count("mapping", ((Mapped.Skip) mapped).reason().outcome());
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
        return ExtoleRequest.event(operation, send.event(), send.parameters(), send.unique());
    }
}
