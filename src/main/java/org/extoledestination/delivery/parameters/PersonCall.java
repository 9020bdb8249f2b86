package org.extoledestination.delivery.parameters;

import org.jspecify.annotations.Nullable;

/**
 * One call to {@code /v5/persons}, as the route reads it. Source: Extole's "Integration API - Server to Extole", persons.
 *
 * @param path what follows {@code /v5/persons}, encoded; empty or with a slash in front
 * @param query the query, encoded
 */
public record PersonCall(
        String method,
        String path,
        @Nullable String query,
        @Nullable String json) {

    /** Its text is personal data. */
    @Override
    public String toString() {
        return "PersonCall[" + method + ']';
    }
}
