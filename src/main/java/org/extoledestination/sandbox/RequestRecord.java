package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/** A request as it came in; the status stays null until it is answered, and forever when it never is. */
@JsonPropertyOrder({"method", "path", "headers", "body", "status", "received_at"})
final class RequestRecord {
    private static final Pattern TOKEN_PARAMETER = Pattern.compile("(^|&)(access_token=)[^&]*");
    private static final Pattern TOKEN_COOKIE = Pattern.compile("(access_token|extole_token)=[^;]*");
    private static final String MASK = "***";

    private final String method;
    private final String path;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final @Nullable String body;
    private final Instant receivedAt = Instant.now();
    private volatile @Nullable Integer status;

    RequestRecord(Call call) {
        method = call.method();
        path = masked(call.path(), call.rawQuery());
        call.headers().forEach(field -> headers.merge(field.getName(), masked(field), (a, b) -> a + ", " + b));
        body = call.hasBody() ? call.bodyText() : null;
    }

    private static String masked(String path, @Nullable String query) {
        return query == null
                ? path
                : path + "?" + TOKEN_PARAMETER.matcher(query).replaceAll("$1$2" + MASK);
    }

    private static String masked(HttpField field) {
        String value = field.getValue() == null ? "" : field.getValue();
        return switch (field.getName().toLowerCase(Locale.ROOT)) {
            case "authorization" -> value.contains(" ") ? value.substring(0, value.indexOf(' ') + 1) + MASK : MASK;
            case "cookie" -> TOKEN_COOKIE.matcher(value).replaceAll("$1=" + MASK);
            default -> value;
        };
    }

    void answered(int withStatus) {
        status = withStatus;
    }

    @JsonGetter
    String method() {
        return method;
    }

    @JsonGetter
    String path() {
        return path;
    }

    @JsonGetter
    Map<String, String> headers() {
        return headers;
    }

    @JsonGetter
    @Nullable
    String body() {
        return body;
    }

    @JsonGetter
    @Nullable
    Integer status() {
        return status;
    }

    @JsonGetter
    String receivedAt() {
        return Times.write(receivedAt);
    }
}
