package org.extoledestination.gate.router;

import java.util.Map;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;

/**
 * Segment's {@code integrations} object: which destinations an event is meant for. Source: Segment's spec, "Common
 * fields", and its guide on filtering: the exact name decides, then {@code All}, which is true unless it is false.
 */
public final class Integrations {

    /** The name of this destination in Segment's catalogue; case matters. */
    static final String NAME = "Extole Platform";

    /** Whether the event is not meant for Extole. */
    public boolean leaveOut(@Body Map<String, Object> event) {
        if (!(event.get("integrations") instanceof Map<?, ?> integrations)) {
            return false;
        }
        @Nullable Object named = integrations.get(NAME);
        if (named != null) {
            // An object holds options, and counts as yes.
            return Boolean.FALSE.equals(named);
        }
        return Boolean.FALSE.equals(integrations.get("All"));
    }
}
