package org.extoledestination.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code Authorization} header as Segment's libraries send it. */
final class BasicAuthorization {

    private static final String BASIC = "basic ";

    private BasicAuthorization() {}

    /** The user part, with or without the colon after it; empty for any other header. */
    static Optional<String> key(@Nullable String authorization) {
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
