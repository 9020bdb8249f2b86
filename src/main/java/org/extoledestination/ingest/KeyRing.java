package org.extoledestination.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys and whose they are. */
final class KeyRing {

    private record Key(String text, Sender owner) {}

    private final List<Key> keys = new ArrayList<>();

    /** Adds keys; blank ones are passed over. */
    void add(List<String> added, Sender owner) {
        for (String key : added) {
            if (!key.isBlank()) {
                keys.add(new Key(key.strip(), owner));
            }
        }
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Whose {@code key} it is. Takes the same time whichever key comes close. */
    Optional<Sender> owner(@Nullable String key) {
        if (key == null) {
            return Optional.empty();
        }
        byte[] shown = key.getBytes(StandardCharsets.UTF_8);
        Optional<Sender> found = Optional.empty();
        for (Key each : keys) {
            if (MessageDigest.isEqual(each.text().getBytes(StandardCharsets.UTF_8), shown)) {
                found = Optional.of(each.owner());
            }
        }
        return found;
    }
}
