package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/** What anybody may look at who reaches the port: health, with its groups, and metrics. */
final class OpenPaths {

    private static final Set<String> LOOKS = Set.of("GET", "HEAD");

    /** No dots, no semicolons, nothing encoded: whatever reads the path then must read the same. */
    private static final Pattern GROUPS = Pattern.compile("(/[A-Za-z0-9-]+){0,4}");

    private final @Nullable String health;
    private final @Nullable String prometheus;

    OpenPaths(PathMappedEndpoints endpoints) {
        health = endpoints.getPath(EndpointId.of("health"));
        prometheus = endpoints.getPath(EndpointId.of("prometheus"));
    }

    boolean contain(HttpServletRequest request) {
        if (!LOOKS.contains(request.getMethod())) {
            return false;
        }
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.equals(prometheus)
                || (health != null
                        && path.startsWith(health)
                        && GROUPS.matcher(path.substring(health.length())).matches());
    }
}
