package org.extoledestination.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Plain HTTP for tests. */
public final class Http {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Http() {}

    /** Posts JSON with a write key as Segment's libraries show it; a blank key is not sent. */
    public static HttpResponse<String> post(URI uri, String key, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!key.isBlank()) {
            request.header("Authorization", basic(key));
        }
        return send(request.build());
    }

    /** The Basic header for a key, with the colon that Segment's libraries add. */
    public static String basic(String key) {
        return "Basic " + Base64.getEncoder().encodeToString((key + ':').getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to any request, with the token where it is one to a management port. */
    public static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(withToken(request), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest withToken(HttpRequest request) {
        return Tokens.of(request.uri())
                .filter(token -> request.headers().firstValue("Authorization").isEmpty())
                .map(token -> HttpRequest.newBuilder(request, (name, value) -> true)
                        .header("Authorization", "Bearer " + token)
                        .build())
                .orElse(request);
    }

    /** The answer to a GET. */
    public static HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build());
    }

    /** The JSON that a GET answers, whatever the status. */
    public static JsonNode json(URI uri) {
        return json(get(uri).body());
    }

    /** A JSON text, parsed. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes what is at an address. */
    public static void delete(URI uri) {
        send(HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .DELETE()
                .build());
    }
}
