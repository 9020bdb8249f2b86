package org.extoledestination.event;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Segment Engage's assertion about a person: membership in an audience, or the value of a computed trait. Source:
 * Segment's page "Using Engage data" and the rule by which its own destinations decide on membership.
 *
 * @param kind which of the two
 * @param key the key of the audience or trait, opaque and case-sensitive; never made from its name
 * @param value for an audience true (member) or false (left), for a step of a journey also what Segment says of it; for a
 *     trait its value, null when Segment removes it
 */
public record Computation(Kind kind, String key, @Nullable Object value) {

    /** The kinds of computations. */
    public enum Kind {
        AUDIENCE,
        TRAIT
    }

    /** Set to true in {@code context.personas} where a write key has sent it, which anybody may have who reads web pages. */
    public static final String BY_WRITE_KEY = "by_write_key";

    /** The class of a step of a journey. */
    public static final String JOURNEY_STEP = "journey_step";

    /** Classic journeys write their key so, and the membership as a text. */
    public static final String JOURNEY_KEY = "j_o_";

    /**
     * The assertion that an event carries: {@code context.personas} names class and key, and the value stands in the
     * {@code traits} of an identify or the {@code properties} of a track. An event without {@code context.personas} has
     * none, whatever its traits are called, and neither has one whose value says nothing about membership.
     */
    public static Optional<Computation> of(Map<String, Object> event) {
        if (!(event.get("context") instanceof Map<?, ?> context)
                || !(context.get("personas") instanceof Map<?, ?> personas)
                || !(personas.get("computation_class") instanceof String computationClass)
                || !(personas.get("computation_key") instanceof String key)
                || BareText.isNothing(key)) {
            return Optional.empty();
        }
        Map<?, ?> values = values(event);
        return switch (computationClass) {
            case "audience" ->
                membership(values.get(key), key.startsWith(JOURNEY_KEY))
                        .map(member -> new Computation(Kind.AUDIENCE, key, member));
            case JOURNEY_STEP -> Optional.of(new Computation(Kind.AUDIENCE, key, step(values.get(key))));
            case "trait", "computed_trait" ->
                values.containsKey(key)
                        ? Optional.of(new Computation(Kind.TRAIT, key, values.get(key)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Map<?, ?> values(Map<String, Object> event) {
        Object values =
                "identify".equals(event.get("type")) ? Traits.gathered(event).get("traits") : event.get("properties");
        return values instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Optional<Boolean> membership(@Nullable Object value, boolean isOfJourney) {
        if (value instanceof Boolean member) {
            return Optional.of(member);
        }
        return isOfJourney && ("true".equals(value) || "false".equals(value))
                ? Optional.of("true".equals(value))
                : Optional.empty();
    }

    /** A step of which nothing is said is reached, and never left. */
    private static Object step(@Nullable Object value) {
        return value == null
                ? true
                : membership(value, true).<Object>map(member -> member).orElse(value);
    }
}
