package org.extoledestination.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.extoledestination.support.Http;

/**
 * One request of a client, and the status that it heard.
 *
 * @param headers by lower-case name
 * @param body its JSON, inflated; missing if there was none
 */
record Sent(String method, String path, Map<String, String> headers, JsonNode body, int status) {

    static Sent of(String method, String path, Map<String, String> headers, byte[] bytes) throws IOException {
        return new Sent(method, path, headers, json(headers, bytes), 0);
    }

    private static JsonNode json(Map<String, String> headers, byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return MissingNode.getInstance();
        }
        InputStream in = new ByteArrayInputStream(bytes);
        try (InputStream body = isGzip(headers) ? new GZIPInputStream(in) : in) {
            return Http.json(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static boolean isGzip(Map<String, String> headers) {
        return "gzip".equals(headers.get("content-encoding"));
    }

    boolean isGzip() {
        return isGzip(headers);
    }

    Sent heard(int heard) {
        return new Sent(method, path, headers, body, heard);
    }

    /** The events in it: those of a batch, or the body itself. */
    List<JsonNode> events() {
        if (body.has("batch")) {
            return StreamSupport.stream(body.path("batch").spliterator(), false).toList();
        }
        return body.has("type") ? List.of(body) : List.of();
    }

    List<String> types() {
        return events().stream().map(event -> event.path("type").asText()).toList();
    }

    boolean carries(String type) {
        return types().contains(type);
    }

    List<String> messageIds() {
        return events().stream()
                .map(event -> event.path("messageId").asText())
                .sorted()
                .toList();
    }
}
