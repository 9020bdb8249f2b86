package org.extoledestination.mapping;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.event.Computation;
import org.extoledestination.event.ExtoleEvent;
import org.jspecify.annotations.Nullable;

/**
 * One mapping file, compiled.
 *
 * @param each the list of which each item makes a request; empty for one of the whole event
 */
record Mapping(
        When when,
        EventName send,
        List<Field> fields,
        Optional<Rest> rest,
        PathReasons drop,
        PathReasons only,
        Optional<Unique> unique,
        Asserted asserted,
        Optional<ValuePath> each,
        MappingInfo info) {

    /** Whether the file keeps this audience or trait here. */
    boolean leavesOut(Computation computation) {
        List<String> allowed = only.computations();
        return drop.computations().contains(computation.key())
                || (!allowed.isEmpty() && !allowed.contains(computation.key()));
    }

    /** {@code fates} takes what becomes of each value under {@code rest}, if anybody asks. */
    Mapped map(
            Map<String, Object> segment,
            Optional<Computation> computation,
            Instant time,
            MappingSettings settings,
            @Nullable Map<List<String>, Rest.Fate> fates) {
        Map<String, Object> event =
                computation.map(known -> Asserted.spelledOut(segment, known)).orElse(segment);
        String eventName = send.of(event, info.name(), settings.eventNames());
        if (eventName == null) {
            return new Mapped.Skip(SkipReason.NO_EVENT_NAME);
        }
        Outgoing data = new Outgoing(info.name(), settings.mostBytes());
        int[] taken = new int[fields.size()];
        for (int i = 0; i < taken.length; i++) {
            Field field = fields.get(i);
            Optional<Field.Given> given = field.give(event);
            given.ifPresent(some -> data.put(field.key(), some.value()));
            taken[i] = given.map(Field.Given::path).orElse(-1);
        }
        unique.ifPresent(key -> key.complete(data, event));
        Set<String> parameters = new HashSet<>();
        List<String> path = computation.isPresent() && asserted.addTo(data, event, computation.get())
                ? Asserted.path(computation.get(), event)
                : List.of();
        if (!path.isEmpty()) {
            parameters.add(path.get(1));
        }
        rest.ifPresent(others -> others.addTo(data, event, taken, path, parameters, fates));
        return new Mapped.Send(
                new ExtoleEvent(eventName, time, data.data()),
                info.name(),
                info.mode(),
                parameters,
                unique.flatMap(key -> key.of(eventName, data.data())),
                send.isCleaned(event, eventName));
    }
}
