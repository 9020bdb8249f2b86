package org.extoledestination.mapping;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventTime;
import org.extoledestination.event.EventType;
import org.extoledestination.event.ExtoleEvent;
import org.extoledestination.event.SegmentTime;
import org.extoledestination.event.Traits;
import org.extoledestination.platform.files.MistakesException;
import org.jspecify.annotations.Nullable;

/** All mapping files of a folder, compiled: turns a Segment event into what Extole is sent. Safe for many threads. */
public final class Mappings {
    private static final String MESSAGE_ID = "messageId";

    private final Choices choices;
    private final Choices items;
    private final List<MappingInfo> infos;
    private final MappingSettings settings;
    private final EventTime time;

    private Mappings(List<Mapping> mappings, MappingSettings settings, Clock clock) {
        this.infos = mappings.stream().map(Mapping::info).toList();
        this.settings = settings;
        this.time = new EventTime(clock);
        this.choices = new Choices(
                mappings.stream().filter(each -> each.each().isEmpty()).toList());
        this.items = new Choices(
                mappings.stream().filter(each -> each.each().isPresent()).toList());
    }

    /**
     * Reads and compiles every {@code *.yaml} file of a folder.
     *
     * @param folder the folder; folders inside it are not read
     * @param settings what holds for all files
     * @return the compiled mappings, at least one
     * @throws MistakesException when anything is wrong in any file; it lists all of it
     */
    public static Mappings read(Path folder, MappingSettings settings) {
        return read(folder, settings, Clock.systemUTC());
    }

    /** The same with a clock: the time of an event that has neither {@code timestamp} nor {@code receivedAt}. */
    public static Mappings read(Path folder, MappingSettings settings, Clock clock) {
        return new Mappings(MappingFolder.read(folder, settings.person()), settings, clock);
    }

    /**
     * Maps one event by the most specific file: the audience or trait that Engage asserts by its key, then any of them,
     * then type and event name, then the type alone.
     *
     * @param segment the event as parsed from JSON; any shape is answered, none is changed
     * @return what goes to Extole, or why nothing does
     * @throws UnmappableEventException when the event's mapping cannot take the event
     */
    public Mapped map(Map<String, Object> segment) {
        Map<String, Object> event = Traits.gathered(segment);
        Optional<Computation> computation = Computation.of(event);
        return map(choices.of(event, computation), event, computation, null);
    }

    /** Whether each item of some list in the event makes a request of its own. */
    public boolean hasItems(Map<String, Object> event) {
        return items.of(event, Optional.empty()) != null;
    }

    /**
     * The event once for each item that makes a request of its own: with the item as {@code item}, and a {@code messageId}
     * that ends in its number.
     *
     * @throws UnmappableEventException if there are too many
     */
    public List<Map<String, Object>> items(Map<String, Object> event) {
        Mapping mapping = items.of(event, Optional.empty());
        List<?> found =
                mapping == null ? List.of() : mapping.each().orElseThrow().items(event);
        if (mapping != null && found.size() > settings.maxItems()) {
            throw new UnmappableEventException(
                    "too_many_items",
                    mapping.info().name() + ".yaml, each: the event has "
                            + found.size() + " items, and mapping.max-items lets " + settings.maxItems()
                            + " make a request each."
                            + " Let the sender send less, raise the setting, or take the file away, then replay the letter.");
        }
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Object item = found.get(i);
            if (item != null && !(found.size() == 1 && isNothing(item))) {
                all.add(withItem(event, item, i + 1));
            }
        }
        return all;
    }

    /** Such as {@code "N/A"} where a list is meant. */
    private static boolean isNothing(Object item) {
        return item instanceof Map<?, ?> object
                ? object.isEmpty()
                : Ids.isNone(item) || PlainText.said(item).isEmpty();
    }

    private static Map<String, Object> withItem(Map<String, Object> event, Object item, int number) {
        Map<String, Object> one = new LinkedHashMap<>(event);
        one.put("item", item);
        one.computeIfPresent(MESSAGE_ID, (key, id) -> id + "-" + number);
        return one;
    }

    /** Maps one of {@link #items}. */
    public Mapped mapItem(Map<String, Object> event) {
        return map(items.of(event, Optional.empty()), event, Optional.empty(), null);
    }

    private Mapped map(
            @Nullable Mapping mapping,
            Map<String, Object> event,
            Optional<Computation> computation,
            @Nullable Map<List<String>, Rest.Fate> fates) {
        if (mapping == null) {
            return new Mapped.Skip(SkipReason.NO_MAPPING);
        }
        if (computation.isPresent() && mapping.leavesOut(computation.get())) {
            return new Mapped.Skip(SkipReason.COMPUTATION_DROPPED);
        }
        if (!(mapping.map(event, computation, time.of(event), settings, fates) instanceof Mapped.Send mapped)) {
            return new Mapped.Skip(SkipReason.NO_EVENT_NAME);
        }
        Mapped.Send send = settled(mapped);
        return namesAPerson(send.event()) ? send : anonymous(send);
    }

    /**
     * Maps one event and tells how: much slower than {@link #map}, and for people to read.
     *
     * @param segment the event as parsed from JSON; any shape is answered, none is changed
     * @return the same outcome as that of {@link #map}, with where each value came from and why each other one stays
     */
    public Explanation explain(Map<String, Object> segment) {
        return explain(segment, segment);
    }

    /** The same, with the times that its sender wrote in the event {@code written}. */
    public Explanation explain(Map<String, Object> segment, Map<String, Object> written) {
        Map<String, Object> event = Traits.gathered(segment);
        Optional<Computation> computation = Computation.of(event);
        List<Mapping> candidates = choices.all(event, computation);
        Map<List<String>, Rest.Fate> fates = new LinkedHashMap<>();
        Optional<Mapped> result = Optional.empty();
        Optional<UnmappableEventException> refusal = Optional.empty();
        try {
            result = Optional.of(map(choices.of(event, computation), event, computation, fates));
        } catch (UnmappableEventException e) {
            refusal = Optional.of(e);
        }
        if (candidates.isEmpty()) {
            return noFile(event, result);
        }
        Mapping mapping = candidates.get(0);
        Optional<Mapped.Send> send =
                result.filter(Mapped.Send.class::isInstance).map(Mapped.Send.class::cast);
        Map<String, @Nullable Object> data =
                send.map(sent -> sent.event().data()).orElse(Map.of());
        WrittenTimes times =
                new WrittenTimes(written, time.of(event), time.clock().instant());
        Explainer explainer = new Explainer(mapping, segment, event, computation, data, fates, times);
        boolean skipped = result.isPresent() && send.isEmpty();
        return new Explanation(
                Optional.of(file(mapping)),
                "it is for " + mapping.when().inWords() + left(mapping, computation),
                candidates.stream().skip(1).map(Mappings::passedOver).toList(),
                result,
                refusal,
                send.map(sent -> name(mapping, sent)),
                send.map(sent -> happened(times, sent)),
                skipped ? List.of() : explainer.taken(settings.container().filter(name -> send.isPresent())),
                skipped ? List.of() : explainer.left());
    }

    private static Explanation noFile(Map<String, Object> event, Optional<Mapped> result) {
        String type = event.get("type") instanceof String word ? word : "this type";
        String why = "no file is for " + type + " calls" + ("track".equals(type) ? " of this name" : "");
        return new Explanation(
                Optional.empty(),
                why,
                List.of(),
                result,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static String file(Mapping mapping) {
        return mapping.info().name() + ".yaml";
    }

    private static String passedOver(Mapping mapping) {
        return file(mapping) + " (less specific: " + mapping.when().inWords() + ")";
    }

    private static String left(Mapping mapping, Optional<Computation> computation) {
        return computation
                .filter(mapping::leavesOut)
                .map(known -> mapping.drop()
                        .reasonFor(known)
                        .map(reason -> ", and drops '" + known.key() + "': " + reason)
                        .orElse(", and '" + known.key() + "' is none of those in 'only'"))
                .orElse("");
    }

    private static Explanation.Taken name(Mapping mapping, Mapped.Send send) {
        return new Explanation.Taken(
                "event_name",
                send.event().name(),
                mapping.send().path().map(ValuePath::text).orElse("send"),
                send.nameCleaned() ? "without the characters that Extole does not take" : "");
    }

    private static Explanation.Taken happened(WrittenTimes times, Mapped.Send send) {
        return new Explanation.Taken(
                "event_time", SegmentTime.format(send.event().time()), times.from(), "");
    }

    /** Whether a file is for events of this type. */
    public boolean areFor(EventType type) {
        return choices.hasAnyOf(type);
    }

    /** {@return what the files say beside the values they map, in the order of their names} */
    public List<MappingInfo> infos() {
        return infos;
    }

    /** {@return what holds for all of the files} */
    public MappingSettings settings() {
        return settings;
    }

    /** The settings win over any file, so that no event of a test installation counts as real. */
    private Mapped.Send settled(Mapped.Send send) {
        if (settings.container().isEmpty() && settings.sendsIpAddress()) {
            return send;
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>(send.event().data());
        settings.container().ifPresent(container -> data.put("container", container));
        if (!settings.sendsIpAddress()) {
            data.keySet().removeIf(IpAddress::isNameOfOne);
        }
        ExtoleEvent event = new ExtoleEvent(send.event().name(), send.event().time(), data);
        return new Mapped.Send(
                event, send.mapping(), send.mode(), send.parameters(), send.unique(), send.nameCleaned());
    }

    private static boolean namesAPerson(ExtoleEvent event) {
        return event.data().get("partner_user_id") != null || event.data().get("email") != null;
    }

    private Mapped anonymous(Mapped.Send send) {
        return switch (settings.anonymous()) {
            case SEND -> send;
            case DROP -> new Mapped.Skip(SkipReason.ANONYMOUS);
            case DEAD_LETTER ->
                throw new UnmappableEventException(
                        "anonymous",
                        send.mapping()
                                + ".yaml: the event names no person, neither data.partner_user_id nor data.email has a value."
                                + " Let the sender identify the person, or set mapping.anonymous to send or drop.");
        };
    }
}
