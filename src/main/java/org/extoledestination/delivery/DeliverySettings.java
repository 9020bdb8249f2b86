package org.extoledestination.delivery;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.extoledestination.edit.live.LiveSettings;
import org.extoledestination.edit.live.Within;
import org.extoledestination.platform.deadline.Backoff;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code delivery}.
 *
 * @param eventsUrl base address of Extole's Events API
 * @param apiUrl base address of Extole's other server API
 * @param apiKey Extole access token for events
 * @param adminApiKey Extole access token for erasures; empty: apiKey serves both
 * @param parallelRequests requests under way to Extole at the same time
 * @param firstWait longest possible wait before the second attempt; doubles with each attempt
 * @param longestWait where the doubling ends
 * @param holdAfter how long an event that fails alone is tried before its person steps aside
 * @param giveUpAfter how long an event that fails alone is tried in all
 * @param callsPerSecond asynchronous events a second; 0: no limit
 * @param meteredCallsPerMinute calls a minute of those that Extole limits; below its 100
 * @param erasuresPerMinute erasures a minute of those calls, of all sources together
 * @param deletionsPerHour deletions of one source within an hour, beyond which they are held; 0: any number
 * @param rememberIds how long a delivered id is remembered
 * @param rememberTimes for how long it is known when something happened that nothing older may undo; 0: forever
 * @param idsIn where delivered ids are kept
 * @param accounts sources whose events go elsewhere
 */
@Validated
@ConfigurationProperties("delivery")
public record DeliverySettings(
        URI eventsUrl,
        URI apiUrl,

        @NotBlank(
                message = "is empty. Set EXTOLE_API_KEY, or start with the profile 'sandbox' to try without an account")
        String apiKey,

        @DefaultValue("") String adminApiKey,

        @DefaultValue("256") @Within(least = "1", most = "1000")
        int parallelRequests,

        @DefaultValue("1s") @Within(least = "1ms", most = "1h")
        Duration firstWait,

        @DefaultValue("30s") @Within(least = "1ms", most = "24h")
        Duration longestWait,

        @DefaultValue("10s") @Within(least = "0s", most = "365d")
        Duration holdAfter,

        @DefaultValue("4h") @Within(least = "1ms", most = "365d")
        Duration giveUpAfter,

        @DefaultValue("0") @Within(least = "0", most = "100000")
        int callsPerSecond,

        @DefaultValue("90") @Within(least = "1", most = "100000")
        int meteredCallsPerMinute,

        @DefaultValue("45") @Within(least = "1", most = "100000")
        int erasuresPerMinute,

        @DefaultValue("100") @Within(least = "0", most = "1000000")
        int deletionsPerHour,

        @DefaultValue("30d") @Within(least = "1s", most = "3650d")
        Duration rememberIds,

        @DefaultValue("365d") @Within(least = "0s", most = Within.AGES)
        Duration rememberTimes,

        @DefaultValue("automatic") IdsIn idsIn,
        @DefaultValue List<@Valid Account> accounts) {

    /** Earlier times are forgotten. */
    public Instant forgottenBefore(Instant now) {
        return rememberTimes.isZero() ? Instant.EPOCH : now.minus(rememberTimes);
    }

    /**
     * Where the events of one source go, if not where all go.
     *
     * @param source the name of the source
     * @param apiKey access token for events; blank: the common one
     * @param adminApiKey access token for erasures; blank: {@code apiKey}
     * @param container Extole's container; blank: its default
     */
    public record Account(
            @NotBlank String source,
            @DefaultValue("") String apiKey,
            @DefaultValue("") String adminApiKey,
            @DefaultValue("") String container) {

        /** Else a variable that is not set would send the events of one shop to the account of another. */
        @AssertTrue(
                message =
                        "has neither api-key nor container, so these events would go where all go. Set one of them (is"
                                + " the variable of the key set?), or leave the source out of delivery.accounts")
        public boolean isElsewhere() {
            return isApart() || !container.isBlank();
        }

        /** Whether it is an account of its own at Extole, not only a container of the common one. */
        boolean isApart() {
            return !apiKey.isBlank();
        }

        /** The keys stay out of logs. */
        @Override
        public String toString() {
            return "Account[source=" + source + ", container=" + container + ']';
        }
    }

    /** The settings that may change while the application runs: only the tokens of the accounts. */
    static final Set<String> LIVE = Set.of("delivery.api-key", "delivery.admin-api-key", "delivery.accounts");

    /**
     * What {@code binder} says of the tokens.
     *
     * @throws IllegalArgumentException if it says something else of the accounts, or something that will not do
     */
    DeliverySettings withTokensOf(Binder binder) {
        DeliverySettings edited = LiveSettings.checked(binder, "delivery", DeliverySettings.class);
        if (!shapes(edited).equals(shapes(this))) {
            throw new IllegalArgumentException(
                    "only their keys may change while the application runs. Restart it to add, drop or move an account");
        }
        return edited;
    }

    private static List<String> shapes(DeliverySettings settings) {
        return settings.accounts().stream()
                .map(account -> account.source() + ' ' + account.isApart() + ' ' + account.container())
                .toList();
    }

    public Backoff backoff() {
        return new Backoff(firstWait, longestWait);
    }

    /** Camel would take an address without a scheme for the name of a component. */
    @AssertTrue(message = "events-url (EXTOLE_EVENTS_URL) must be set and begin with http:// or https://")
    public boolean isEventsUrlHttp() {
        return isHttp(eventsUrl);
    }

    /** As above. */
    @AssertTrue(message = "api-url (EXTOLE_API_URL) must be set and begin with http:// or https://")
    public boolean isApiUrlHttp() {
        return isHttp(apiUrl);
    }

    private static boolean isHttp(URI uri) {
        // Null where the setting, or the variable that it names, is empty.
        return uri != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    }

    /** The keys stay out of logs. */
    @Override
    public String toString() {
        return "DeliverySettings[eventsUrl=" + eventsUrl + ", apiUrl=" + apiUrl + ", parallelRequests="
                + parallelRequests + ']';
    }
}
