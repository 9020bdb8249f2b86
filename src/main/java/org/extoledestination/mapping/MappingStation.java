package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.extoledestination.edit.routes.Rehearsable;
import org.extoledestination.event.EventType;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/** Makes a request of an event, as the mapping files say. For routes: {@code bean: {ref: mapping, method: map}}. */
public final class MappingStation implements Rehearsable {

    /** Shared with copies for rehearsals. */
    private static final class InUse {

        private volatile Mappings now;

        InUse(Mappings first) {
            this.now = first;
        }
    }

    private final InUse mappings;
    private final Meters meters;
    private final Function<SkipReason, String> skipped;
    private volatile MappingObserver observer = MappingObserver.NONE;

    MappingStation(Mappings mappings, Meters meters) {
        this(new InUse(mappings), meters, SkipReason::outcome);
    }

    private MappingStation(InUse mappings, Meters meters, Function<SkipReason, String> skipped) {
        this.mappings = mappings;
        this.meters = meters;
        this.skipped = skipped;
    }

    /** Maps by other files from now on; an event that is being mapped is mapped by those with which it began. */
    void replace(Mappings other) {
        mappings.now = other;
    }

    /** The settings of the mappings in use. */
    public MappingSettings settings() {
        return mappings.now.settings();
    }

    /** The mappings in use. */
    public Mappings inUse() {
        return mappings.now;
    }

    /** Whether a file in use is for events of this type. */
    public boolean isFor(EventType type) {
        return mappings.now.areFor(type);
    }

    /** From now on {@code observer}, and no other, is notified of each event. */
    public void observe(MappingObserver observer) {
        this.observer = observer;
    }

    /** Maps by the same files, unobserved, and counts why nothing is sent in full. */
    @Override
    public Object forRehearsal(Meters elsewhere) {
        return new MappingStation(mappings, elsewhere, SkipReason::word);
    }

    /**
     * The request that stands for this event, or null if nothing is to be sent.
     *
     * @throws UnmappableEventException if the event lacks what its mapping needs, or has a value that it cannot take
     */
    public @Nullable ExtoleRequest map(Map<String, Object> event) {
        Mapped mapped;
        try {
            mapped = mappings.now.map(event);
        } catch (UnmappableEventException e) {
            observer.refused(event, e);
            throw counted(e);
        }
        observer.mapped(event, mapped);
        return counted(mapped);
    }

    /** Whether a mapping file makes a request of each item of a list in this event. */
    public boolean hasItems(Map<String, Object> event) {
        return mappings.now.hasItems(event);
    }

    /**
     * The event once for each of those items.
     *
     * @throws UnmappableEventException if there are too many
     */
    public List<Map<String, Object>> items(Map<String, Object> event) {
        try {
            return mappings.now.items(event);
        } catch (UnmappableEventException e) {
            throw counted(e);
        }
    }

    /** As {@link #map} of one of the {@link #items}. */
    public @Nullable ExtoleRequest mapItem(Map<String, Object> event) {
        try {
            return counted(mappings.now.mapItem(event));
        } catch (UnmappableEventException e) {
            throw counted(e);
        }
    }

    private UnmappableEventException counted(UnmappableEventException e) {
        meters.count("mapping", e.code().replace('_', '-'));
        return e;
    }

    private @Nullable ExtoleRequest counted(Mapped mapped) {
        if (mapped instanceof Mapped.Send send) {
            if (send.nameCleaned()) {
                meters.count("event.name", "cleaned");
            }
            Journey.note("mapping", "mapped", send.mapping());
            return request(send);
        }
        meters.count("mapping", skipped.apply(((Mapped.Skip) mapped).reason()));
        return null;
    }

    /**
     * All requests that stand for this event by some mappings, without counting: for those who only want to know.
     *
     * @throws UnmappableEventException as {@link #map} does
     */
    public static List<ExtoleRequest> requests(Mappings mappings, Map<String, Object> event) {
        return Stream.concat(
                        Stream.of(mappings.map(event)),
                        mappings.items(event).stream().map(mappings::mapItem))
                .filter(Mapped.Send.class::isInstance)
                .map(send -> request((Mapped.Send) send))
                .toList();
    }

    private static ExtoleRequest request(Mapped.Send send) {
        Operation operation = send.mode() == SendMode.SYNC ? Operation.EVENT : Operation.ASYNC_EVENT;
        return ExtoleRequest.event(operation, send.event(), send.parameters(), send.unique());
    }
}
