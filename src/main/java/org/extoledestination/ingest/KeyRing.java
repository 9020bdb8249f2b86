package org.extoledestination.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys and whose they are. */
final class KeyRing {

    private record Key(String text, Sender owner, KeyUses.Use use) {}

    private final KeyUses uses;
    private final List<Key> keys = new ArrayList<>();

    KeyRing(KeyUses uses) {
        this.uses = uses;
    }

    /** Adds keys, all by the same name; blank ones are passed over. */
    void add(List<String> added, String name, Sender owner) {
        for (String key : added) {
            String text = key.strip();
            if (!text.isEmpty()) {
                keys.add(new Key(text, owner, uses.of(owner.source(), name, text)));
            }
        }
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Finds the owner of {@code key} and counts a use of it. It takes the same time for every key. */
    Optional<Sender> owner(@Nullable String key) {
        Key found = key == null ? null : find(key);
        if (found == null) {
            return Optional.empty();
        }
        found.use().now();
        return Optional.of(found.owner());
    }

    /** Whether some key is in both. */
    boolean sharesKeyWith(KeyRing other) {
        return keys.stream().anyMatch(key -> other.find(key.text()) != null);
    }

    private @Nullable Key find(String key) {
        byte[] shown = key.getBytes(StandardCharsets.UTF_8);
        Key found = null;
        for (Key each : keys) {
            if (MessageDigest.isEqual(each.text().getBytes(StandardCharsets.UTF_8), shown)) {
                found = each;
            }
        }
        return found;
    }
}
