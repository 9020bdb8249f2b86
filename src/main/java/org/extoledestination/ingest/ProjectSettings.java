package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The settings that Segment's browser and mobile libraries get before they send, {@code GET /v1/projects/KEY/settings}:
 * the target. A library that gets an answer without the integration {@code Segment.io} sends nothing at all.
 */
@Component("projectSettings")
public final class ProjectSettings {

    private static final Pattern PATH = Pattern.compile("(?:/v1/projects)?/?([^/]+)/settings/?");

    private final Sources sources;

    ProjectSettings(Sources sources) {
        this.sources = sources;
    }

    /**
     * Answers with settings that lead back here.
     *
     * @param path with or without {@code /v1/projects} before it
     * @param url the address that was asked
     * @throws RefusedException with 404 for an unknown key or another path
     */
    public void answer(
            @Header(Exchange.HTTP_PATH) @Nullable String path,
            @Header(Exchange.HTTP_URL) String url,
            Exchange exchange) {
        Matcher parts = PATH.matcher(path == null ? "" : path);
        if (!parts.matches() || !sources.isWelcome(parts.group(1))) {
            throw new RefusedException(404, "not_found", "There are no settings for this write key.");
        }
        byte[] body = settings(parts.group(1), leadingHere(URI.create(url)))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        Answer.of("application/json", body).writeTo(exchange);
        // The answer names the host that was asked: a cache would lead others to the host that a stranger made up.
        exchange.getMessage().setHeader("Cache-Control", "no-store");
    }

    /** Host and port, and what stands before our paths: behind a proxy with a prefix, or with a context path. */
    private static String leadingHere(URI asked) {
        String path = Objects.requireNonNullElse(asked.getRawPath(), "");
        return asked.getRawAuthority() + path.substring(0, Math.max(0, path.lastIndexOf("/v1/projects/")));
    }

    private static ObjectNode settings(String key, String host) {
        ObjectNode settings = Json.object();
        settings.putObject("integrations")
                .putObject("Segment.io")
                .put("apiKey", key)
                .put("apiHost", host + "/v1");
        settings.putObject("plan");
        settings.putObject("edgeFunction");
        // No reports on the library itself.
        settings.putObject("metrics").put("sampleRate", 0);
        return settings;
    }
}
