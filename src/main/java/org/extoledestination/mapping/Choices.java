package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventType;
import org.extoledestination.event.PlainName;
import org.jspecify.annotations.Nullable;

/** Which mapping an event goes to: the most specific one that is for it. */
final class Choices {
    private static final String ANY = "";

    /** Engage's assertion has precedence over the event's name, as in Segment's own destinations. */
    private enum Rank {
        KEY,
        COMPUTATION,
        EVENT,
        TYPE
    }

    private static final Rank[] RANKS = Rank.values();

    private final Map<EventType, Map<String, Mapping>> byEvent = new EnumMap<>(EventType.class);
    private final Map<EventType, Map<Computation.Kind, Map<String, Mapping>>> byComputation =
            new EnumMap<>(EventType.class);

    Choices(List<Mapping> mappings) {
        mappings.forEach(mapping -> mapping.when().types().forEach(type -> index(type, mapping)));
    }

    private void index(EventType type, Mapping mapping) {
        When when = mapping.when();
        Map<String, Mapping> index = when.computation()
                .map(kind -> byComputation
                        .computeIfAbsent(type, any -> new EnumMap<>(Computation.Kind.class))
                        .computeIfAbsent(kind, any -> new HashMap<>()))
                .orElseGet(() -> byEvent.computeIfAbsent(type, any -> new HashMap<>()));
        List<String> names = when.computation().isPresent()
                ? when.keys()
                : when.events().stream().map(PlainName::of).toList();
        (names.isEmpty() ? List.of(ANY) : names).forEach(name -> index.put(name, mapping));
    }

    /** The mapping for the event, or null. */
    @Nullable
    Mapping of(Map<String, Object> event, Optional<Computation> computation) {
        Optional<EventType> type = type(event);
        if (type.isPresent()) {
            for (Rank rank : RANKS) {
                Mapping mapping = at(rank, type.get(), event.get("event"), computation);
                if (mapping != null) {
                    return mapping;
                }
            }
        }
        return null;
    }

    /** Whether any mapping is for events of this type. */
    boolean hasAnyOf(EventType type) {
        return byEvent.containsKey(type) || byComputation.containsKey(type);
    }

    /** For explanations: every mapping that is for the event, the most specific first. */
    List<Mapping> all(Map<String, Object> event, Optional<Computation> computation) {
        List<Mapping> all = new ArrayList<>();
        type(event).ifPresent(type -> {
            for (Rank rank : RANKS) {
                Mapping mapping = at(rank, type, event.get("event"), computation);
                if (mapping != null && !all.contains(mapping)) {
                    all.add(mapping);
                }
            }
        });
        return all;
    }

    private static Optional<EventType> type(Map<String, Object> event) {
        return event.get("type") instanceof String word ? EventType.of(word) : Optional.empty();
    }

    private @Nullable Mapping at(Rank rank, EventType type, @Nullable Object event, Optional<Computation> computation) {
        return switch (rank) {
            case KEY ->
                computation.isEmpty()
                        ? null
                        : named(type, computation.get(), computation.get().key());
            case COMPUTATION -> computation.isEmpty() ? null : named(type, computation.get(), ANY);
            case EVENT -> event instanceof String name && !name.isEmpty() ? named(type, name) : null;
            case TYPE -> plain(type, ANY);
        };
    }

    private @Nullable Mapping named(EventType type, Computation computation, String key) {
        Map<Computation.Kind, Map<String, Mapping>> kinds = byComputation.get(type);
        Map<String, Mapping> byKey = kinds == null ? null : kinds.get(computation.kind());
        return byKey == null ? null : byKey.get(key);
    }

    /** By the name as it is written, else by what Extole would read in it: "Order Completed\u2122" is an order too. */
    private @Nullable Mapping named(EventType type, String event) {
        Mapping mapping = plain(type, PlainName.of(event));
        if (mapping == null) {
            String taken = PlainName.taken(event);
            return taken.isEmpty() || taken.length() == event.length() ? null : plain(type, PlainName.of(taken));
        }
        return mapping;
    }

    private @Nullable Mapping plain(EventType type, String event) {
        Map<String, Mapping> names = byEvent.get(type);
        return names == null ? null : names.get(event);
    }
}
