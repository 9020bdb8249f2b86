package org.extoledestination.mapping;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.ExtoleEvent;
import org.jspecify.annotations.Nullable;

/** All mapping files of a folder, compiled: turns a Segment event into what Extole is sent. Safe for many threads. */
public final class Mappings {
    private static final String EVERY_EVENT = "";

    private final Map<EventType, Map<String, Mapping>> byTypeAndEvent = new HashMap<>();
    private final List<MappingInfo> infos;
    private final MappingSettings settings;
    private final EventTime time;

    private Mappings(List<Mapping> mappings, MappingSettings settings, Clock clock) {
        this.infos = mappings.stream().map(Mapping::info).toList();
        this.settings = settings;
        this.time = new EventTime(clock);
        mappings.forEach(this::index);
    }

    /**
     * Reads and compiles every {@code *.yaml} file of a folder.
     *
     * @param folder the folder; folders inside it are not read
     * @param settings what holds for all files
     * @return the compiled mappings, at least one
     * @throws MappingMistakesException when anything is wrong in any file; it lists all of it
     */
    public static Mappings read(Path folder, MappingSettings settings) {
        return read(folder, settings, Clock.systemUTC());
    }

    /**
     * The same with a clock, which gives the time of an event that has none.
     *
     * @param folder the folder; folders inside it are not read
     * @param settings what holds for all files
     * @param clock gives the time of an event that has neither {@code timestamp} nor {@code receivedAt}
     * @return the compiled mappings, at least one
     * @throws MappingMistakesException when anything is wrong in any file; it lists all of it
     */
    public static Mappings read(Path folder, MappingSettings settings, Clock clock) {
        return new Mappings(MappingFolder.read(folder), settings, clock);
    }

    /**
     * Maps one event by the most specific file: type and event name first, then the type alone.
     *
     * @param event the event as parsed from JSON; any shape is answered, none is changed
     * @return what goes to Extole, or why nothing does
     * @throws UnmappableEventException when the event's mapping cannot take the event
     */
    public Mapped map(Map<String, Object> event) {
        Optional<Mapping> mapping = mappingOf(event);
        if (mapping.isEmpty()) {
            return new Mapped.Skip(SkipReason.NO_MAPPING);
        }
        Mapped.Send send = contained(mapping.get().map(event, time.of(event)));
        return namesAPerson(send.event()) ? send : anonymous(send);
    }

    /** {@return what the files say beside the values they map, in the order of their names} */
    public List<MappingInfo> infos() {
        return infos;
    }

    private void index(Mapping mapping) {
        When when = mapping.when();
        List<String> events = when.events().isEmpty() ? List.of(EVERY_EVENT) : when.events();
        Map<String, Mapping> byEvent = byTypeAndEvent.computeIfAbsent(when.type(), type -> new HashMap<>());
        events.forEach(event -> byEvent.put(event, mapping));
    }

    private Optional<Mapping> mappingOf(Map<String, Object> event) {
        return Optional.ofNullable(event.get("type"))
                .filter(String.class::isInstance)
                .flatMap(word -> EventType.of((String) word))
                .map(byTypeAndEvent::get)
                .map(byEvent -> mostSpecific(byEvent, event.get("event")));
    }

    private static @Nullable Mapping mostSpecific(Map<String, Mapping> byEvent, @Nullable Object event) {
        Mapping named = event instanceof String name ? byEvent.get(name) : null;
        return named != null ? named : byEvent.get(EVERY_EVENT);
    }

    /** The setting wins over any file, so that no event of a test installation counts as real. */
    private Mapped.Send contained(Mapped.Send send) {
        return settings.container()
                .map(container -> {
                    Map<String, @Nullable Object> data =
                            new LinkedHashMap<>(send.event().data());
                    data.put("container", container);
                    ExtoleEvent event =
                            new ExtoleEvent(send.event().name(), send.event().time(), data);
                    return new Mapped.Send(event, send.mapping(), send.mode(), send.parameters());
                })
                .orElse(send);
    }

    private static boolean namesAPerson(ExtoleEvent event) {
        return event.data().get("partner_user_id") != null || event.data().get("email") != null;
    }

    private Mapped anonymous(Mapped.Send send) {
        return switch (settings.anonymous()) {
            case SEND -> send;
            case DROP -> new Mapped.Skip(SkipReason.ANONYMOUS);
            case DEAD_LETTER ->
                throw UnmappableEventException.anonymous(send.mapping()
                        + ".yaml: the event names no person, neither data.partner_user_id nor data.email has a value."
                        + " Let the sender identify the person, or set mapping.anonymous to send or drop.");
        };
    }
}
