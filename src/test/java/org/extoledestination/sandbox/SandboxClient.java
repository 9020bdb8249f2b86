package org.extoledestination.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Speaks to a sandbox over real HTTP. */
final class SandboxClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI uri;
    private final String key;

    SandboxClient(Sandbox sandbox) {
        this(sandbox.uri(), "sandbox-api-key");
    }

    private SandboxClient(URI uri, String key) {
        this.uri = uri;
        this.key = key;
    }

    SandboxClient withKey(String other) {
        return new SandboxClient(uri, other);
    }

    Reply get(String path) {
        return send(request(path).GET());
    }

    Reply delete(String path) {
        return send(request(path).DELETE());
    }

    Reply post(String path, String body) {
        return send(json(path).POST(BodyPublishers.ofString(body)));
    }

    Reply put(String path, String body) {
        return send(json(path).PUT(BodyPublishers.ofString(body)));
    }

    void fault(String fault) {
        Reply reply = post("/__sandbox/faults", fault.replace('\'', '"'));
        if (reply.status() != 201) {
            throw new IllegalArgumentException(reply.text());
        }
    }

    JsonNode show(String what) {
        return get("/__sandbox/" + what).json();
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.resolve(path)).timeout(Duration.ofSeconds(10));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    Reply send(HttpRequest.Builder request) {
        try {
            return new Reply(HTTP.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** JSON written with single quotes, for reading's sake. */
    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    record Reply(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String text() {
            return response.body();
        }

        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        JsonNode json() {
            try {
                return Json.MAPPER.readTree(text());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String code() {
            return json().path("code").asText();
        }

        String field(String name) {
            return json().path(name).asText();
        }
    }
}
