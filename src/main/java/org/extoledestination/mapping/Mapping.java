package org.extoledestination.mapping;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.event.ExtoleEvent;
import org.jspecify.annotations.Nullable;

/**
 * One mapping file, compiled.
 *
 * @param when which events it is for
 * @param send the name that Extole gets
 * @param fields the lines of {@code data}
 * @param rest what goes out beside them, if anything
 * @param info what else the file says
 */
record Mapping(When when, EventName send, List<Field> fields, Optional<Rest> rest, MappingInfo info) {

    Mapped.Send map(Map<String, Object> event, Instant time) {
        String eventName = send.of(event, info.name());
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        fields.forEach(field -> field.value(event).ifPresent(value -> data.put(field.key(), value)));
        Set<String> spelledOut = Set.copyOf(data.keySet());
        rest.ifPresent(others -> others.addTo(data, event));
        Set<String> parameters = new HashSet<>(data.keySet());
        parameters.removeAll(spelledOut);
        return new Mapped.Send(new ExtoleEvent(eventName, time, data), info.name(), info.mode(), parameters);
    }
}
