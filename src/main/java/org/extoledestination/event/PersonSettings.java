package org.extoledestination.event;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code person}: where events name their person. Each place is names joined by dots; of several the first
 * that holds a usable value counts.
 *
 * @param userId the sender's own id of the person
 * @param email the address
 * @param anonymousId the id of a visitor whom nobody knows yet
 * @param propertiesOfOthers names of track events whose properties speak of somebody else
 */
@ConfigurationProperties("person")
public record PersonSettings(
        @DefaultValue({
            "userId",
            "traits.partner_user_id",
            "properties.partner_user_id",
            "context.traits.partner_user_id"
        })
        List<String> userId,

        @DefaultValue({"traits.email", "properties.email", "context.traits.email", "email"})
        List<String> email,

        @DefaultValue({
            "anonymousId",
            "traits.partner_anonymous_id",
            "properties.partner_anonymous_id",
            "context.traits.anonymousId"
        })
        List<String> anonymousId,

        @DefaultValue({"Invite Sent", "Product Shared", "Cart Shared"})
        List<String> propertiesOfOthers) {

    private static final Pattern PLACE = Pattern.compile("[\\p{L}\\p{N}_-]+(\\.[\\p{L}\\p{N}_-]+)*");

    /**
     * Refuses a list without a place, and a place that is not made of names.
     *
     * @throws IllegalArgumentException which says what is expected
     */
    public PersonSettings {
        requirePlaces("user-id", userId);
        requirePlaces("email", email);
        requirePlaces("anonymous-id", anonymousId);
    }

    private static void requirePlaces(String key, List<String> places) {
        if (places.isEmpty()
                || !places.stream().allMatch(place -> PLACE.matcher(place).matches())) {
            throw new IllegalArgumentException(key
                    + " is expected to be a list of places in an event, names joined by dots: properties.customer_id");
        }
    }

    /**
     * As the application is set up.
     *
     * @throws org.springframework.boot.context.properties.bind.BindException if one of them cannot be understood
     */
    public static PersonSettings of(Binder binder) {
        return binder.bindOrCreate("person", PersonSettings.class);
    }
}
