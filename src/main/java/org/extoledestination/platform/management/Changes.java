package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** What a request must be to change something: JSON, which no page of another site may send, and from no other site. */
final class Changes {

    private static final Set<String> ONLY_LOOK = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> FROM_HERE = Set.of("same-origin", "none");

    private Changes() {}

    /** A browser says where the page that sends is from; other clients say nothing. */
    static Optional<Refusal> refuseOtherSites(HttpServletRequest request) {
        if (ONLY_LOOK.contains(request.getMethod())
                || (isFromHere(request.getHeader("Sec-Fetch-Site"))
                        && isOwn(request.getHeader("Origin"), request.getHeader("Host")))) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                403,
                Refusal.Kind.CROSS_SITE,
                "A page of another site cannot change anything here. Use the commands, or send no 'Origin'."));
    }

    static Optional<Refusal> refuseOtherTypes(HttpServletRequest request) {
        if (ONLY_LOOK.contains(request.getMethod()) || isJson(request.getContentType())) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                415,
                Refusal.Kind.NOT_JSON,
                "Nothing was changed. Send 'Content-Type: application/json', with a DELETE and without a body too."));
    }

    private static boolean isFromHere(@Nullable String site) {
        return site == null || FROM_HERE.contains(site.toLowerCase(Locale.ROOT));
    }

    /** Without the scheme, which is another where TLS ends in front of the port. */
    private static boolean isOwn(@Nullable String origin, @Nullable String host) {
        return origin == null
                || (host != null && origin.replaceFirst("^https?://", "").equalsIgnoreCase(host));
    }

    private static boolean isJson(@Nullable String type) {
        try {
            return type != null
                    && MediaType.parseMediaType(type).getType().equals("application")
                    && (MediaType.parseMediaType(type).getSubtype().equals("json")
                            || "json".equals(MediaType.parseMediaType(type).getSubtypeSuffix()));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
