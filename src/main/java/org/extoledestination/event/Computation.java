package org.extoledestination.event;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Segment Engage asserts about a person: a member of an audience or not, or the value of a computed trait. Source:
 * Segment's page "Using Engage data" and the rule by which its own destinations decide on membership.
 *
 * @param kind which of the two
 * @param key the key of the audience or trait, opaque and case-sensitive; never made from its name
 * @param value for an audience true (member) or false (left); for a trait its value, null when Segment removes it
 */
public record Computation(Kind kind, String key, @Nullable Object value) {

    /** The kinds of computations. */
    public enum Kind {
        AUDIENCE,
        TRAIT
    }

    /** Classic journeys write their key so, and the membership as a text. */
    private static final String JOURNEY_KEY = "j_o_";

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
                || key.isBlank()) {
            return Optional.empty();
        }
        Map<?, ?> values = values(event);
        return switch (computationClass) {
            case "audience" -> membership(key, values).map(member -> new Computation(Kind.AUDIENCE, key, member));
            // A step of a journey that names no boolean is reached, and never left.
            case "journey_step" ->
                Optional.of(new Computation(
                        Kind.AUDIENCE, key, membership(key, values).orElse(true)));
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

    private static Optional<Boolean> membership(String key, Map<?, ?> values) {
        Object value = values.get(key);
        if (value instanceof Boolean member) {
            return Optional.of(member);
        }
        if (key.startsWith(JOURNEY_KEY) && ("true".equals(value) || "false".equals(value))) {
            return Optional.of("true".equals(value));
        }
        return Optional.empty();
    }
}
