package org.extoledestination.ingest;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.IngestSettings.Call;

/**
 * What a key may send. Names are compared by their letters and digits alone, in any case and width: whoever may not send
 * "Order Completed" may not send " ORDER_completed " either.
 */
final class Scope {

    /** Of a key without limits. */
    static final Scope ALL = new Scope(Set.of(), Set.of(), Set.of());

    private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Set<Call> calls;
    private final Set<String> events;
    private final Set<String> exceptEvents;

    /** Each empty: no limit of that kind. */
    Scope(Collection<Call> calls, Collection<String> events, Collection<String> exceptEvents) {
        this.calls = Set.copyOf(calls);
        this.events = plain(events);
        this.exceptEvents = plain(exceptEvents);
    }

    private static Set<String> plain(Collection<String> names) {
        return names.stream().map(Scope::plain).collect(Collectors.toUnmodifiableSet());
    }

    private static String plain(String name) {
        String letters = NEITHER_LETTER_NOR_DIGIT
                .matcher(Normalizer.normalize(name, Normalizer.Form.NFKC))
                .replaceAll("");
        // Upper first: some letters have no lower case of their own.
        return letters.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
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
        String name = plain(event.name().get());
        return (events.isEmpty() || events.contains(name)) && !exceptEvents.contains(name);
    }
}
