package org.extoledestination.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the person of an event. Only this class decides it: ingest, the order of events, mappings, erasures,
 * suppression and audiences all use it. An event is JSON as it came, or the map that was read of it.
 */
public final class PersonKeys {
    /** The keys of a person, in the order in which they decide. */
    public enum Key {
        USER_ID("userId"),
        EMAIL("email"),
        ANONYMOUS_ID("anonymousId");

        private final String word;

        Key(String word) {
            this.word = word;
        }

        /** As mapping files write it behind {@code person.} */
        public String word() {
            return word;
        }
    }

    private static final String PROPERTIES = "properties";
    private static final String TRAITS = "traits";

    private final Map<Key, List<Place>> places = new EnumMap<>(Key.class);
    private final Set<String> propertiesOfOthers;

    /** By {@code settings}. */
    public PersonKeys(PersonSettings settings) {
        propertiesOfOthers =
                settings.propertiesOfOthers().stream().map(PlainName::of).collect(Collectors.toUnmodifiableSet());
        places.put(Key.USER_ID, places(Key.USER_ID, settings.userId()));
        places.put(Key.EMAIL, places(Key.EMAIL, settings.email()));
        places.put(Key.ANONYMOUS_ID, places(Key.ANONYMOUS_ID, settings.anonymousId()));
    }

    private List<Place> places(Key key, List<String> paths) {
        return paths.stream()
                .map(path -> new Place(key, Arrays.asList(path.split("\\.", -1)), propertiesOfOthers))
                .toList();
    }

    /** Where a key is looked for, in this order. */
    public List<Place> places(Key key) {
        return places.getOrDefault(key, List.of());
    }

    /** The key of the person, if the event names one that is usable. */
    public Optional<String> find(Key key, Object event) {
        for (Place place : places(key)) {
            Optional<Found> found = place.find(event);
            if (found.isPresent()) {
                return found.map(Found::value);
            }
        }
        return Optional.empty();
    }

    /** The event's person: user id, else e-mail address, else anonymous id; empty if it names nobody. */
    public Optional<Person> person(Object event) {
        return find(Key.USER_ID, event)
                .map(Person::ofUserId)
                .or(() -> find(Key.EMAIL, event).map(Person::ofEmail))
                .or(() -> find(Key.ANONYMOUS_ID, event).map(Person::ofAnonymousId));
    }

    /** Every address that the event names as its person's, each once. */
    public List<String> emails(Object event) {
        List<String> emails = new ArrayList<>();
        for (Place place : places(Key.EMAIL)) {
            for (String found : place.all(event)) {
                if (emails.stream().noneMatch(found::equalsIgnoreCase)) {
                    emails.add(found);
                }
            }
        }
        return emails;
    }

    /** The person under each key by which Extole may know them: the user id, and every address. */
    public Stream<Person> known(Object event) {
        return Stream.concat(
                find(Key.USER_ID, event).map(Person::ofUserId).stream(),
                emails(event).stream().map(Person::ofEmail));
    }

    /**
     * The value at a place.
     *
     * @param names where exactly, as the event spells them
     * @param value an id as it is written, or an address without blanks around it
     */
    public record Found(List<String> names, String value) {}

    /**
     * One place where a key is looked for.
     *
     * @param names from the top of the event down; the last one is found in any {@link Spelling}, unless it stands at the
     *     top, where names are Segment's own
     * @param propertiesOfOthers plain names of events in whose {@code properties} nothing is looked for
     */
    public record Place(Key key, List<String> names, Set<String> propertiesOfOthers) {

        /** As it is written in the settings. */
        public String text() {
            return String.join(".", names);
        }

        /** Every usable value there, one for each spelling of the name. */
        private List<String> all(Object event) {
            @Nullable Object holder = names.size() == 1 ? null : holder(event);
            List<String> all = new ArrayList<>();
            find(event).ifPresent(found -> {
                all.add(found.value());
                for (String name : spelledIn(holder)) {
                    if (Spelling.same(name, names.get(names.size() - 1))) {
                        usable(child(holder, name)).ifPresent(all::add);
                    }
                }
            });
            return all;
        }

        private @Nullable Object holder(Object event) {
            @Nullable Object holder = event;
            for (String name : names.subList(0, names.size() - 1)) {
                holder = child(holder, name);
            }
            return holder;
        }

        /** The value there, if it is usable: what stands for no id counts as absent, and so does an address that is none. */
        public Optional<Found> find(Object event) {
            @Nullable Object holder = holder(event);
            if (holder == null || isOfOthers(event)) {
                return Optional.empty();
            }
            String last = names.get(names.size() - 1);
            Optional<String> exact = usable(child(holder, last));
            if (exact.isPresent()) {
                return exact.map(value -> new Found(names, value));
            }
            return names.size() == 1 ? Optional.empty() : alike(holder, last);
        }

        /** The traits of a group call are the company's. */
        private boolean isOfOthers(Object event) {
            if (names.get(0).equals(TRAITS)) {
                return EventType.GROUP.word().equals(child(event, "type"));
            }
            return names.get(0).equals(PROPERTIES)
                    && child(event, "event") instanceof String name
                    && (propertiesOfOthers.contains(PlainName.of(name))
                            || propertiesOfOthers.contains(PlainName.of(PlainName.taken(name))));
        }

        private Optional<Found> alike(Object holder, String last) {
            for (String name : spelledIn(holder)) {
                if (Spelling.same(name, last)) {
                    Optional<String> value = usable(child(holder, name));
                    if (value.isPresent()) {
                        List<String> exactly = new ArrayList<>(names);
                        exactly.set(names.size() - 1, name);
                        return Optional.of(new Found(exactly, value.get()));
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<String> usable(@Nullable Object value) {
            if (key == Key.EMAIL) {
                return EmailAddress.of(value);
            }
            if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
                return Optional.of(value.toString());
            }
            // PostgreSQL, among others, has no text with NUL.
            return value instanceof String text && !NoValue.isNoId(text) && text.indexOf('\0') < 0
                    ? Optional.of(text)
                    : Optional.empty();
        }
    }

    private static Iterable<String> spelledIn(@Nullable Object holder) {
        if (holder instanceof ObjectNode object) {
            return object::fieldNames;
        }
        return holder instanceof Map<?, ?> map
                ? () -> map.keySet().stream().map(String::valueOf).iterator()
                : List.of();
    }

    private static @Nullable Object child(@Nullable Object holder, String name) {
        if (holder instanceof ObjectNode object) {
            return plain(object.get(name));
        }
        return holder instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static @Nullable Object plain(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        // As it will be written: what a later station reads is this text.
        return node.isTextual()
                ? WellFormed.text(node.textValue())
                : node.isIntegralNumber() ? node.numberValue() : node;
    }
}
