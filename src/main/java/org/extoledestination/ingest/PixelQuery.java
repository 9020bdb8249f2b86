package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of a pixel call. Source: Segment's page on its Pixel Tracking API: the event stands in {@code data} as JSON
 * in Base64, or spread over parameters such as {@code properties.email}. JSON that nobody encoded is taken too, and so is
 * UTF-8 without percent signs.
 */
final class PixelQuery {

    private static final int DEEPEST = 8;

    /** The text after each ampersand of an address that was escaped for HTML once too often. */
    private static final String ESCAPED = "amp;";

    private static final Pattern BEYOND_ASCII = Pattern.compile("[\\x80-\\xFF]");

    private PixelQuery() {}

    /**
     * The event in a query.
     *
     * @param query as it stands in the address, encoded
     * @throws RefusedException if {@code data} is not JSON in Base64
     */
    static ObjectNode event(@Nullable String query) {
        ObjectNode event = Json.object();
        for (String parameter : query == null ? new String[0] : escaped(query).split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                String name =
                        decoded(parameter.substring(parameter.startsWith(ESCAPED) ? ESCAPED.length() : 0, equals));
                String value = parameter.substring(equals + 1);
                if (name.equals("data")) {
                    event.setAll(data(value));
                } else {
                    put(event, Arrays.asList(name.split("\\.", -1)), decoded(value));
                }
            }
        }
        return event;
    }

    /** Bytes that nobody encoded, of which the server has made one letter each. */
    private static String escaped(String query) {
        return BEYOND_ASCII
                .matcher(query)
                .replaceAll(letter -> "%%%02X".formatted((int) letter.group().charAt(0)));
    }

    private static ObjectNode data(String data) {
        // JSON that nobody encoded has pluses of its own.
        String json = data.startsWith("{")
                ? decoded(data.replace("+", "%2B"))
                : decoded(data).strip();
        return json.startsWith("{") && parsed(json) instanceof ObjectNode event ? event : decodedData(decoded(data));
    }

    private static JsonNode parsed(String json) {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode decodedData(String base64) {
        // A plus that was not encoded has become a blank; some encoders write the alphabet for addresses.
        String standard = base64.strip().replace(' ', '+').replace('-', '+').replace('_', '/');
        try {
            if (Json.parse(Base64.getMimeDecoder().decode(standard)) instanceof ObjectNode event) {
                return event;
            }
        } catch (IllegalArgumentException e) {
            throw RefusedException.malformed("The parameter 'data' is not Base64.");
        }
        throw RefusedException.malformed("The parameter 'data' is not a JSON object in Base64.");
    }

    private static void put(ObjectNode event, List<String> path, String value) {
        Optional<ObjectNode> place = path.size() > DEEPEST ? Optional.empty() : Optional.of(event);
        for (String step : path.subList(0, path.size() - 1)) {
            place = place.flatMap(node -> child(node, step));
        }
        place.ifPresent(node -> node.put(path.get(path.size() - 1), value));
    }

    private static Optional<ObjectNode> child(ObjectNode node, String name) {
        if (!node.has(name)) {
            return Optional.of(node.putObject(name));
        }
        return node.get(name) instanceof ObjectNode child ? Optional.of(child) : Optional.empty();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
