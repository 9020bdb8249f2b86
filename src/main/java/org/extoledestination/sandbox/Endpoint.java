package org.extoledestination.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of Extole's API.
 *
 * @param path its segments; {@code *} stands for any one that is not empty
 * @param scope what the token must have; null for any valid token
 * @param metered whether it counts for the limit of requests per minute
 */
record Endpoint(String method, List<String> path, @Nullable String scope, boolean metered, Action action) {

    /** Carries the operation out; gives what is written as JSON, or throws a {@link Refusal}. */
    interface Action {
        Object answer(World world, Call call);
    }

    Endpoint(String method, String path, @Nullable String scope, Action action) {
        this(method, List.of(path.split("/", -1)), scope, !path.startsWith("v6/async-events"), action);
    }

    boolean isAt(List<String> segments) {
        if (segments.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!isAt(path.get(i), segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    boolean takesBody() {
        return method.equals("POST") || method.equals("PUT");
    }

    private static boolean isAt(String expected, String actual) {
        return expected.equals("*") ? !actual.isEmpty() : expected.equals(actual);
    }
}
