package org.extoledestination.ingest;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.PlainName;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.IngestSettings.Call;

/**
 * The events that a key may send. Names are compared by {@link PlainName}: a key that may not send "Order Completed"
 * may not send " ORDER_completed " either.
 */
final class Scope {

    /** The scope of a key without limits. */
    static final Scope ALL = new Scope(Set.of(), Set.of(), Set.of());

    private final Set<Call> calls;
    private final Set<String> events;
    private final Set<String> exceptEvents;

    /** Each empty: no limit of that kind. */
    Scope(Collection<Call> calls, Collection<String> events, Collection<String> exceptEvents) {
        this.calls = Set.copyOf(calls);
        this.events = events.stream().flatMap(Scope::readings).collect(Collectors.toUnmodifiableSet());
        this.exceptEvents = exceptEvents.stream().flatMap(Scope::readings).collect(Collectors.toUnmodifiableSet());
    }

    /** As it is written, and as Extole would read it: letters that Extole does not take would hide a name. */
    private static Stream<String> readings(String name) {
        String taken = PlainName.taken(name);
        return taken.isEmpty() ? Stream.of(PlainName.of(name)) : Stream.of(PlainName.of(name), PlainName.of(taken));
    }

    boolean takesPixels() {
        return calls.isEmpty() || calls.contains(Call.PIXEL);
    }

    /** Whether the key may send this event, as it was understood. */
    boolean permits(SegmentEvent event) {
        if (this == ALL) {
            return true;
        }
        if (!calls.isEmpty()
                && calls.stream()
                        .noneMatch(call -> call.name().equals(event.type().name()))) {
            return false;
        }
        if (event.name().isEmpty() || (events.isEmpty() && exceptEvents.isEmpty())) {
            return true;
        }
        String name = event.name().get();
        return (events.isEmpty() || readings(name).allMatch(events::contains))
                && readings(name).noneMatch(exceptEvents::contains);
    }
}
