package org.extoledestination.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers "who sent this?" by the key that the sender shows. */
final class Sources {

    private static final Logger log = LoggerFactory.getLogger(Sources.class);
    private static final String BASIC = "basic ";

    private record Entry(String source, String key) {}

    private final List<Entry> entries = new ArrayList<>();
    private final String defaultSource;

    Sources(List<IngestSettings.Source> sources) {
        for (IngestSettings.Source source : sources) {
            for (String key : source.writeKeys()) {
                if (!key.isBlank()) {
                    entries.add(new Entry(source.name(), key.strip()));
                }
            }
        }
        defaultSource = sources.isEmpty() ? "segment" : sources.get(0).name();
        if (entries.isEmpty()) {
            log.warn("No write key is configured: every HTTP sender will be refused with 401. "
                    + "Set SEGMENT_WRITE_KEYS or ingest.sources in config/application.yaml");
        }
    }

    /** The source of messages that show no key, such as those on a queue that only trusted senders reach. */
    String defaultSource() {
        return defaultSource;
    }

    /** The source to which {@code key} belongs. Takes the same time whichever key comes close. */
    Optional<String> byKey(@Nullable String key) {
        if (key == null) {
            return Optional.empty();
        }
        byte[] shown = key.getBytes(StandardCharsets.UTF_8);
        Optional<String> found = Optional.empty();
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.key().getBytes(StandardCharsets.UTF_8), shown)) {
                found = Optional.of(entry.source());
            }
        }
        return found;
    }

    /**
     * The key in a Basic {@code Authorization} header: its user part, with or without the colon, as Segment's libraries
     * send it.
     */
    static Optional<String> keyOf(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String user = new String(decoded, StandardCharsets.UTF_8);
            int colon = user.indexOf(':');
            return Optional.of(colon < 0 ? user : user.substring(0, colon));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
