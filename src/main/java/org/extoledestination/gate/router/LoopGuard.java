package org.extoledestination.gate.router;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.event.EventType;
import org.extoledestination.event.PlainName;
import org.jspecify.annotations.Nullable;

/**
 * Recognises events that Extole itself has sent into Segment or RudderStack as a source: back at Extole a
 * {@code purchased} would be a purchase once more. Source: Extole's page on Segment, "Extole Segment Source", and
 * RudderStack's source for Extole.
 */
final class LoopGuard {

    /**
     * Event names of Extole's source in Segment. Programs can send others too, which are recognised by their source.
     */
    private static final Set<String> EVENTS = Set.of("referred", "registered", "purchased", "wasreferred");

    private static final String NAME = "extole";

    /** Extole's ids hold the second in which they were made in their upper half. */
    private static final int ID_DIGITS = 19;

    private static final long FIRST_SECOND =
            Instant.parse("2009-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_SECOND =
            Instant.parse("2038-01-01T00:00:00Z").getEpochSecond();

    private final RouterSettings settings;
    private final Set<String> sources;

    LoopGuard(RouterSettings settings) {
        this.settings = settings;
        this.sources = Set.copyOf(settings.extoleSources());
    }

    /** Whether Extole has sent it, and the settings say to stop such events. A deletion request always passes. */
    boolean stops(Map<String, Object> event) {
        return settings.stopExtolesOwn()
                && !EventType.DELETE.word().equals(event.get("type"))
                && (isMarked(event) || isOfAnExtoleSource(event) || looksLikeExtoles(event));
    }

    /** RudderStack writes {@code context.integration.name: EXTOLE}; a library would bear its maker's name. */
    private static boolean isMarked(Map<String, Object> event) {
        return event.get("context") instanceof Map<?, ?> context
                && (isNamed(context.get("integration")) || isNamed(context.get("library")));
    }

    private static boolean isNamed(@Nullable Object holder) {
        return holder instanceof Map<?, ?> map
                && map.get("name") instanceof String name
                && name.regionMatches(true, 0, NAME, 0, NAME.length());
    }

    /** Segment writes the id of the source into what it delivers. */
    private boolean isOfAnExtoleSource(Map<String, Object> event) {
        return !sources.isEmpty() && event.get("projectId") instanceof String id && sources.contains(id);
    }

    /**
     * A name of Extole's by a visitor whose anonymous id is a profile of Extole's. The id alone, as an identify of Extole's
     * bears it, is no mark: two of five random numbers of its length look so.
     */
    private static boolean looksLikeExtoles(Map<String, Object> event) {
        return event.get("anonymousId") instanceof String id
                && id.length() == ID_DIGITS
                && event.get("event") instanceof String name
                && EVENTS.contains(PlainName.of(name))
                && second(id)
                        .filter(second -> second > FIRST_SECOND && second < LAST_SECOND)
                        .isPresent();
    }

    private static Optional<Long> second(String id) {
        try {
            return Optional.of(Long.parseLong(id) >>> Integer.SIZE);
        } catch (NumberFormatException noId) {
            return Optional.empty();
        }
    }
}
