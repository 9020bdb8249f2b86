package org.extoledestination.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes events in (Extole, "Sending platform events"). */
final class EventsApi {
    private record Taken(EventRecord event, String name, ObjectNode data) {}

    private final ScheduledExecutorService later;
    private final long identityDelay;

    /** @param later runs its tasks one by one, so that events are resolved in the order they came */
    EventsApi(ScheduledExecutorService later, SandboxSettings settings) {
        this.later = later;
        this.identityDelay = settings.identityDelay().toMillis();
    }

    /** Answers when the person is known. */
    Object sync(World world, Call call) {
        Taken taken = take(world, call);
        return new SyncAnswer(taken.event().eventId(), resolve(world, taken));
    }

    /** Answers at once; the person is known later. */
    Object async(World world, Call call) {
        Taken taken = take(world, call);
        if (identityDelay == 0) {
            resolve(world, taken);
        } else {
            ScheduledFuture<?> unused =
                    later.schedule(() -> resolve(world, taken), identityDelay, TimeUnit.MILLISECONDS);
        }
        return Map.of("event_id", taken.event().eventId());
    }

    /** The form before v6. */
    Object older(World world, Call call) {
        Taken taken = take(world, call);
        resolve(world, taken);
        return Map.of("id", taken.event().eventId());
    }

    static boolean owns(Call call) {
        List<String> path = call.segments();
        return call.method().equals("POST")
                && path.size() >= 2
                && path.size() <= 3
                && path.get(1).endsWith("events");
    }

    /** The name a request gives its event, or null when it gives none. */
    static @Nullable String nameOf(Call call) {
        if (isNamed(call)) {
            return call.segments().get(2).isBlank() ? null : call.segments().get(2);
        }
        return call.isObject() ? Json.text(call.object(), "event_name") : null;
    }

    private static String resolve(World world, Taken taken) {
        String person = world.people().resolve(taken.name(), taken.data());
        taken.event().belongsTo(person);
        return person;
    }

    private static Taken take(World world, Call call) {
        String name = name(call);
        ObjectNode data = isNamed(call) ? call.object() : data(call.object());
        String time = time(call, data);
        boolean duplicate = world.isDuplicate(name, Json.text(data, "partner_conversion_id"));
        EventRecord event = new EventRecord(name, time, data, duplicate);
        world.events().add(event);
        return new Taken(event, name, data);
    }

    private static boolean isNamed(Call call) {
        return call.segments().size() == 3;
    }

    private static String name(Call call) {
        JsonNode given = call.object().path("event_name");
        if (!isNamed(call) && given.isContainerNode()) {
            throw Call.malformed("event_name", given);
        }
        String name = nameOf(call);
        if (name == null) {
            throw new Refusal(400, "missing_event_name", "The event has no name.");
        }
        return name;
    }

    private static ObjectNode data(ObjectNode wrapper) {
        JsonNode data = wrapper.path("data");
        if (data instanceof ObjectNode object) {
            return object;
        }
        if (data.isMissingNode() || data.isNull()) {
            return Json.MAPPER.createObjectNode();
        }
        throw Call.malformed("data", data);
    }

    /** The wrapper's time wins over the one in the data; without either the event happened now. */
    private static String time(Call call, ObjectNode data) {
        ZoneId zone = zone(call);
        JsonNode given = call.object().path("event_time");
        if (given.isMissingNode() || given.isNull()) {
            given = data.path("event_time");
        }
        if (given.isMissingNode() || given.isNull()) {
            return Times.now();
        }
        if (!given.isTextual()) {
            throw badTime(given);
        }
        try {
            return Times.normalise(given.textValue(), zone);
        } catch (DateTimeException e) {
            throw badTime(given);
        }
    }

    private static ZoneId zone(Call call) {
        String parameter = call.query().getValue("time_zone");
        String name = parameter == null ? call.headers().get("Time-Zone") : parameter;
        return name == null ? ZoneOffset.UTC : Times.zone(name);
    }

    private static Refusal badTime(JsonNode given) {
        return new Refusal(400, "invalid_event_time_format", "The event time is not ISO 8601.")
                .with("event_time", given.asText());
    }

    private record SyncAnswer(String eventId, String personId) {}
}
