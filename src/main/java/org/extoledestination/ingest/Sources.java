package org.extoledestination.ingest;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.extoledestination.ingest.IngestSettings.UnknownKey;
import org.jspecify.annotations.Nullable;

/** Answers "who sent this?" by the key that the sender shows. */
final class Sources {

    private final Supplier<KnownSources> known;
    private final UnknownKey unknownKey;

    /** {@code known} gives what the settings say now. */
    Sources(Supplier<KnownSources> known, UnknownKey unknownKey) {
        this.known = known;
        this.unknownKey = unknownKey;
    }

    /**
     * The sender of a call to the Tracking API. A key in the header is asked first; one in the body suffices.
     *
     * @throws RefusedException with 401 for an unknown key, unless such senders are answered and discarded; with 503
     *     while no key is configured at all, since 401 would make libraries drop what they hold
     */
    Sender ofTrackingCall(@Nullable String authorization, @Nullable String bodyKey) {
        KeyRing writeKeys = known.get().writeKeys();
        requireConfigured(writeKeys);
        return BasicAuthorization.key(authorization)
                .flatMap(writeKeys::owner)
                .or(() -> writeKeys.owner(bodyKey))
                .orElseGet(() -> unknown(BasicAuthorization.key(authorization).or(() -> Optional.ofNullable(bodyKey))));
    }

    /**
     * The sender of a call to the Tracking API by its header alone, before its body is read; empty if it shows no key
     * there.
     *
     * @throws RefusedException as {@link #ofTrackingCall} does
     */
    Optional<Sender> ofTrackingHeader(@Nullable String authorization) {
        return BasicAuthorization.key(authorization)
                .filter(key -> !key.isBlank())
                .map(key -> ofTrackingCall(authorization, null));
    }

    /**
     * The sender of a call to {@code /segment}. While no source has a subscription key, write keys open it for all but
     * deletions.
     *
     * @throws RefusedException with 401 for an unknown key, with 403 for one that may not call it
     */
    Sender ofSubscriptionCall(@Nullable String authorization) {
        KeyRing writeKeys = known.get().writeKeys();
        KeyRing subscriptionKeys = known.get().subscriptionKeys();
        KeyRing opening = subscriptionKeys.isEmpty() ? writeKeys : subscriptionKeys;
        requireConfigured(opening);
        Optional<String> key = BasicAuthorization.key(authorization);
        Optional<Sender> sender = key.flatMap(opening::owner);
        if (sender.isPresent()) {
            return enabled(sender.get());
        }
        if (key.flatMap(writeKeys::owner).isPresent()) {
            throw new RefusedException(
                    403,
                    "not_a_subscription_key",
                    "This is a write key, which opens /v1. /segment takes subscription keys: one of"
                            + " SEGMENT_SUBSCRIPTION_KEYS.");
        }
        throw new RefusedException(
                401, "unknown_source", "The key is missing or unknown. Send it as user of Basic authentication.");
    }

    /**
     * The source of messages that show no key, such as those on a queue that only trusted senders reach; the first one if
     * none is named.
     *
     * @throws RefusedException with 400 if there is none of that name: its events might go to another's account
     */
    Sender named(@Nullable String name) {
        return named(name, false);
    }

    /** The same; {@code isLost}: without a name it is not known whether there was one, and several sources are asked for it. */
    Sender named(@Nullable String name, boolean isLost) {
        Map<String, Sender> byName = known.get().byName();
        if (name == null || name.isBlank()) {
            if (isLost && byName.size() > 1) {
                throw new RefusedException(
                        400,
                        "unknown_source",
                        "An older release has not kept its source. Say: refused replay ID --source NAME. Known: "
                                + String.join(", ", byName.keySet()) + '.');
            }
            return byName.values().iterator().next();
        }
        Sender named = byName.get(name);
        if (named == null) {
            throw new RefusedException(
                    400,
                    "unknown_source",
                    "There is no source '" + name + "' in ingest.sources. Known: " + String.join(", ", byName.keySet())
                            + '.');
        }
        return named;
    }

    /** Whether events with this write key are kept. */
    boolean isWelcome(String key) {
        return known.get()
                .writeKeys()
                .owner(key)
                .filter(sender -> sender.shut().isEmpty())
                .isPresent();
    }

    private Sender unknown(Optional<String> key) {
        if (unknownKey == UnknownKey.DISCARD) {
            return Sender.unknown();
        }
        if (key.flatMap(known.get().subscriptionKeys()::owner).isPresent()) {
            throw new RefusedException(
                    401,
                    "unknown_source",
                    "This is a subscription key, which opens /segment. /v1 takes write keys: one of SEGMENT_WRITE_KEYS.");
        }
        throw new RefusedException(
                401,
                "unknown_source",
                "The write key is missing or unknown. Send it as user of Basic authentication or as 'writeKey' in the"
                        + " body; it must be one of SEGMENT_WRITE_KEYS.");
    }

    private static Sender enabled(Sender sender) {
        if (sender.shut().isPresent()) {
            throw new RefusedException(403, "source_disabled", "This source is switched off in ingest.sources.");
        }
        return sender;
    }

    private static void requireConfigured(KeyRing keys) {
        if (keys.isEmpty()) {
            throw new RefusedException(
                    503, "no_key_configured", "No key is configured here yet. Set SEGMENT_WRITE_KEYS and start again.");
        }
    }
}
