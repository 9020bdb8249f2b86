package org.extoledestination.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request Extole turns down, with the status and code it gives as the reason. */
final class Refusal extends RuntimeException {
    private final int status;
    private final String code;
    private final transient Map<String, String> parameters = new LinkedHashMap<>();
    private @Nullable String retryAfter;

    Refusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    Refusal with(String parameter, String value) {
        parameters.put(parameter, escaped(value));
        return this;
    }

    Refusal retryAfter(String seconds) {
        retryAfter = seconds;
        return this;
    }

    Answer answer() {
        return Answer.error(status, code, String.valueOf(getMessage()), parameters)
                .withRetryAfter(retryAfter);
    }

    /** Extole escapes the strings it repeats in an error. */
    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
