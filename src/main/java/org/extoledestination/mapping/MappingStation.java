package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/** Makes a request of an event, as the mapping files say. For routes: {@code bean: {ref: mapping, method: map}}. */
public final class MappingStation {

    private static final int MOST_ITEMS = 200;

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

    /**
     * The events that stand for the items of a list in an event: each is the event with one of them as {@code item}, under
     * another event name, and with the number of the item behind the {@code messageId}. For routes, as a split's
     * expression.
     *
     * @param path to the list; where it is missing or empty there are no events
     * @throws UnmappableEventException if there are more than {@value #MOST_ITEMS} items: one event may not become any
     *     number of calls to Extole
     */
    public List<Map<String, Object>> items(Map<String, Object> event, String path, String name) {
        List<?> items = ValuePath.compile(path).items(event);
        if (items.size() > MOST_ITEMS) {
            throw UnmappableEventException.badValue("What stands at " + path + " has more than " + MOST_ITEMS
                    + " items, and each would be an event. Let the sender send them apart, or take the step 'split' out"
                    + " of the route.");
        }
        List<Map<String, Object>> events = new ArrayList<>();
        for (Object item : items) {
            Map<String, Object> one = new LinkedHashMap<>(event);
            one.put("event", name);
            one.put("messageId", event.get("messageId") + "-" + (events.size() + 1));
            one.put("item", Objects.requireNonNullElse(item, Map.of()));
            events.add(one);
        }
        return events;
    }

    private static ExtoleRequest request(Mapped.Send send) {
        Operation operation = send.mode() == SendMode.SYNC ? Operation.EVENT : Operation.ASYNC_EVENT;
        return ExtoleRequest.event(operation, send.event(), send.parameters(), send.unique());
    }
}
