package org.extoledestination.ingest;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.edit.live.Nearest;
import org.extoledestination.edit.live.Within;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code ingest}.
 *
 * @param sources who may send
 * @param unknownKey the answer to a sender without a known write key
 * @param sharedSecret signs what Segment posts to /segment; blank if it does not
 * @param maxEventSize largest single event, inflated
 * @param maxRequestSize largest request body, inflated
 * @param maxBatchEvents most events in one batch
 * @param maxSubscriptionSize largest body that /segment takes, inflated
 * @param maxSubscriptionEvents most events in one array that /segment takes
 * @param retryAfter what senders are told to wait while nothing can be kept; sent in whole seconds
 * @param readTimeout how long the body of a request may take to arrive
 * @param deletionWindow how long a deletion without messageId that is sent again is the same one; 0: never
 * @param stopWait how long events are still kept after the application was told to stop, while readiness is gone;
 *     beyond 25 s Spring Boot ends the web server in any case
 */
@Validated
@ConfigurationProperties("ingest")
public record IngestSettings(
        @DefaultValue List<@Valid Source> sources,
        @DefaultValue("refuse") UnknownKey unknownKey,
        @DefaultValue("") String sharedSecret,

        @DefaultValue("32KB") @Within(least = "1KB", most = "100MB")
        DataSize maxEventSize,

        @DefaultValue("500KB") @Within(least = "1KB", most = "1GB")
        DataSize maxRequestSize,

        @DefaultValue("2500") @Within(least = "1", most = "100000")
        int maxBatchEvents,

        @DefaultValue("8MB") @Within(least = "1KB", most = "1GB")
        DataSize maxSubscriptionSize,

        @DefaultValue("4000") @Within(least = "1", most = "100000")
        int maxSubscriptionEvents,

        @DefaultValue("5s") @Within(least = "1s", most = "1h")
        Duration retryAfter,

        @DefaultValue("30s") @Within(least = "1s", most = "1h")
        Duration readTimeout,

        @DefaultValue("24h") @Within(least = "0s", most = "365d")
        Duration deletionWindow,

        @DefaultValue("2s") @Within(least = "0s", most = "25s")
        Duration stopWait) {

    /** Else events of one source would go by the name, and to the account, of another. */
    @AssertTrue(message = "two sources have the same name. Give each one of its own")
    public boolean isEachNameGivenOnce() {
        return sources.stream().map(Source::name).distinct().count() == sources.size();
    }

    /** Else nothing tells whose events come with it. */
    @AssertTrue(
            message = "two sources have a key in common, so nothing tells whose events come with it. Give each source"
                    + " keys of its own (do two variables hold the same?)")
    public boolean isEachKeyOfOneSource() {
        return areApart(Source::allWriteKeys) && areApart(Source::subscriptionKeys);
    }

    private boolean areApart(Function<Source, List<String>> keys) {
        Set<String> seen = new HashSet<>();
        return sources.stream()
                .map(source -> keys.apply(source).stream()
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .collect(Collectors.toSet()))
                .allMatch(own -> own.stream().filter(seen::add).count() == own.size());
    }

    /** The names of the sources; that of the one that there always is, if none is set. */
    public List<String> sourceNames() {
        return sources.isEmpty()
                ? List.of(KnownSources.DEFAULT.source())
                : sources.stream().map(Source::name).toList();
    }

    /**
     * Requires that a setting names a source that is there: else it would be for nobody, and nobody would know.
     *
     * @throws InvalidConfigurationPropertyValueException if it does not
     */
    public static void requireSource(String property, String named, Collection<String> sources) {
        if (!sources.contains(named)) {
            throw new InvalidConfigurationPropertyValueException(
                    property,
                    named,
                    "ingest.sources has no source '" + named + "'. " + Nearest.of(named, sources) + " There are: "
                            + String.join(", ", sources) + '.');
        }
    }

    /** The answer to a sender without a known write key. */
    public enum UnknownKey {
        /** 401: the mistake shows at once. */
        REFUSE,
        /** 200, as Segment answers; the events are counted and thrown away. */
        DISCARD
    }

    /**
     * One sender.
     *
     * @param name stands in logs, metrics and dead letters; ids of events are unique within it
     * @param writeKeys the keys that open the Tracking API; blank ones are passed over
     * @param subscriptionKeys the keys that open {@code /segment}; where no source has any, write keys
     *     open it for all but deletions
     * @param keys write keys that may send a part of it all
     * @param enabled whether its events are kept
     */
    public record Source(
            @NotBlank
            @Size(max = 100)
            @Pattern(regexp = "[A-Za-z0-9._-]+", message = "may hold letters, digits, '.', '_' and '-' only")
            @Pattern(
                    regexp = "(?!(begun|unique)$).*",
                    message =
                            "must be neither 'begun' nor 'unique': what is remembered of requests begins so, and an event"
                                    + " could be taken for it. Give the source another name")
            String name,

            @DefaultValue List<String> writeKeys,
            @DefaultValue List<String> subscriptionKeys,
            @DefaultValue List<@Valid Key> keys,
            @DefaultValue("true") boolean enabled) {

        /** A key with two scopes would have none that holds. */
        @AssertTrue(message = "a key stands twice among the write-keys of this source. Leave one out")
        public boolean isEachWriteKeyGivenOnce() {
            List<String> given = allWriteKeys().stream()
                    .map(String::strip)
                    .filter(key -> !key.isEmpty())
                    .toList();
            return keys.isEmpty() || given.size() == Set.copyOf(given).size();
        }

        List<String> allWriteKeys() {
            return Stream.concat(writeKeys.stream(), keys.stream().flatMap(key -> key.writeKeys().stream()))
                    .toList();
        }

        /** The keys stay out of logs. */
        @Override
        public String toString() {
            return "Source[name=" + name + ", enabled=" + enabled + ']';
        }
    }

    /**
     * Write keys of a source that may send a part of it all.
     *
     * @param name stands in metrics
     * @param writeKeys the keys; blank ones are passed over
     * @param calls what they may send; empty for all
     * @param events the names of track calls that they may send; empty for all
     * @param exceptEvents the names that they may not
     */
    public record Key(
            @NotBlank
            @Size(max = 50)
            @Pattern(regexp = "[A-Za-z0-9._-]+", message = "may hold letters, digits, '.', '_' and '-' only")
            String name,

            @DefaultValue List<String> writeKeys,
            @DefaultValue Set<Call> calls,
            @DefaultValue List<@NotBlank String> events,
            @DefaultValue List<@NotBlank String> exceptEvents) {

        Scope scope() {
            return new Scope(calls, events, exceptEvents);
        }

        /** The keys stay out of logs. */
        @Override
        public String toString() {
            return "Key[name=" + name + ']';
        }
    }

    /** The calls of a key: types of events, and pixels. */
    public enum Call {
        IDENTIFY,
        TRACK,
        PAGE,
        SCREEN,
        GROUP,
        ALIAS,
        /** {@code /v1/pixel}. */
        PIXEL
    }

    /** The keys stay out of logs. */
    @Override
    public String toString() {
        return "IngestSettings[sources=" + sources + ", unknownKey=" + unknownKey + ']';
    }
}
