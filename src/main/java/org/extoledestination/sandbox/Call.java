package org.extoledestination.sandbox;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/** One request, read to its end. Belongs to one thread at a time. */
final class Call {
    private final Request request;
    private final List<String> segments;
    private final byte[] body;
    private final long bodySize;
    private final int maxBodyBytes;
    private @Nullable Fields query;
    private @Nullable JsonNode json;

    private Call(Request request, byte[] body, long bodySize, int maxBodyBytes) {
        this.request = request;
        this.segments = segmentsOf(path(request));
        this.body = body;
        this.bodySize = bodySize;
        this.maxBodyBytes = maxBodyBytes;
    }

    static Call read(Request request, int maxBodyBytes) throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] body = in.readNBytes(maxBodyBytes);
            // A client that still writes would see a reset instead of the answer.
            long rest = in.transferTo(OutputStream.nullOutputStream());
            return new Call(request, body, body.length + rest, maxBodyBytes);
        }
    }

    private static String path(Request request) {
        String path = request.getHttpURI().getPath();
        return path == null ? "/" : path;
    }

    /** Decoded one by one, because a name within a path may hold an encoded slash. */
    private static List<String> segmentsOf(String path) {
        List<String> segments = new ArrayList<>(4);
        for (int start = 1; start <= path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            segments.add(URIUtil.decodePath(path.substring(start, end)));
            start = end + 1;
        }
        return segments;
    }

    String method() {
        return request.getMethod();
    }

    String path() {
        return path(request);
    }

    List<String> segments() {
        return segments;
    }

    HttpFields headers() {
        return request.getHeaders();
    }

    List<String> cookies(String name) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(cookie -> cookie.getValue())
                .toList();
    }

    @Nullable
    String rawQuery() {
        return request.getHttpURI().getQuery();
    }

    Fields query() {
        if (query == null) {
            query = rawQuery() == null ? Fields.EMPTY : Request.extractQueryParameters(request);
        }
        return query;
    }

    /** All values of a parameter, whether it is repeated or its values are parted by commas. */
    List<String> list(String parameter) {
        return query().getValuesOrEmpty(parameter).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .filter(value -> !value.isBlank())
                .toList();
    }

    int number(String parameter, int otherwise) {
        String text = query().getValue(parameter);
        try {
            int number = text == null ? otherwise : Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a negative number.
        }
        throw new Refusal(
                        400,
                        "binding_error",
                        "Parameter '" + parameter + "' has to be a number from 0, not '" + text + "'.")
                .with("argument", parameter)
                .with("value", String.valueOf(text));
    }

    String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    boolean hasBody() {
        return bodySize > 0;
    }

    void requireJsonBody() {
        String type = headers().get(HttpHeader.CONTENT_TYPE);
        if (type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new Refusal(415, "unsupported_media_type", "Content-Type has to be application/json.");
        }
        if (!hasBody()) {
            throw new Refusal(400, "missing_request_body", "The request has no body.");
        }
        if (bodySize > maxBodyBytes) {
            throw new Refusal(400, "request_body_size_too_large", "The request body is too large.")
                    .with("body_size", Long.toString(bodySize))
                    .with("max_allowed_body_size", Integer.toString(maxBodyBytes));
        }
        object();
    }

    ObjectNode object() {
        JsonNode parsed = json();
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        throw malformed("", parsed);
    }

    boolean isObject() {
        try {
            return json() instanceof ObjectNode;
        } catch (Refusal e) {
            return false;
        }
    }

    static Refusal malformed(String property, JsonNode value) {
        return new Refusal(400, "invalid_json_malformed", "The JSON has a value of the wrong type.")
                .with("invalid_property", property)
                .with("invalid_value", value.toString())
                .with("location", "line: 1, column: 1");
    }

    private JsonNode json() {
        if (json == null) {
            json = parse();
        }
        return json;
    }

    private JsonNode parse() {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String location = at == null ? "" : "line: " + at.getLineNr() + ", column: " + at.getColumnNr();
            throw new Refusal(400, "invalid_json", "The request body is not JSON.").with("location", location);
        } catch (IOException e) {
            throw new Refusal(400, "invalid_json", "The request body cannot be read.").with("location", "");
        }
    }
}
