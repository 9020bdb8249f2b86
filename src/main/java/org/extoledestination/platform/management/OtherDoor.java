package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/**
 * An address of the management port, with all below it, that asks by itself who comes, so that the token is not asked for.
 * A bean of the port's own context.
 *
 * @param path begins with a slash
 */
public record OtherDoor(String path) {

    /** No empty part, none that begins with a dot, nothing encoded: whatever reads the path then must read the same. */
    private static final Pattern BELOW = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,8}");

    /** Whether the request is for this door. */
    public boolean isFor(HttpServletRequest request) {
        String asked =
                request.getRequestURI().substring(request.getContextPath().length());
        return asked.startsWith(path)
                && BELOW.matcher(asked.substring(path.length())).matches();
    }
}
