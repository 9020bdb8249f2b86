package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** {@code POST /actuator/import} of the running instance. */
final class ImportClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Set<Integer> REFUSED = Set.of(Instance.UNAUTHORIZED, 403, 415);

    private final Access access;
    private final HttpClient http;
    private final URI instance;
    private final Terms terms;

    ImportClient(Access access, Terms terms) {
        this.access = access;
        http = access.client();
        instance = access.address();
        this.terms = terms;
    }

    /**
     * What is said with each chunk.
     *
     * @param source null for the instance's first one
     */
    record Terms(@Nullable String source, boolean dryRun, boolean withDeletes) {}

    /** The instance cannot take anything now; the same chunk may be sent again. The message says why. */
    static final class BusyException extends Exception {

        private static final long serialVersionUID = 1L;

        BusyException(String message) {
            super(message);
        }
    }

    /**
     * Sends events, one a line.
     *
     * @return the number {@code accepted}, and the array {@code refused} of objects that hold the place of an event in
     *     the chunk, a code and a message
     * @throws BusyException if the instance is away, or can keep nothing now
     * @throws ImportFailedException if it will never take them
     */
    JsonNode send(String events) throws BusyException, ImportFailedException, InterruptedException {
        HttpRequest request = access.request("/actuator/import")
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(body(events)))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return answer(response.statusCode(), response.body());
        } catch (SSLException e) {
            throw new ImportFailedException(ImportFailedException.FAILED, access.untrusted(e));
        } catch (IOException e) {
            throw new BusyException("No instance answers at " + instance);
        }
    }

    private String body(String events) {
        ObjectNode body = ArchiveJson.MAPPER.createObjectNode();
        body.put("events", events);
        body.put("dryRun", String.valueOf(terms.dryRun()));
        body.put("withDeletes", String.valueOf(terms.withDeletes()));
        if (terms.source() != null) {
            body.put("source", terms.source());
        }
        return body.toString();
    }

    private JsonNode answer(int status, byte[] body) throws BusyException, ImportFailedException {
        JsonNode json = json(body);
        if (status == 200 && json.path("refused").isArray()) {
            return json;
        }
        if (status >= 500) {
            throw new BusyException("The instance at " + instance + " cannot keep events now (" + status + ')');
        }
        String message = json.path("message").asText();
        if (status == 400 && json.path("code").isTextual()) {
            throw new ImportFailedException(ImportFailedException.USAGE, message);
        }
        if (REFUSED.contains(status) && json.path("code").isTextual()) {
            throw new ImportFailedException(
                    ImportFailedException.FAILED,
                    status == Instance.UNAUTHORIZED ? access.refused(() -> message) : message);
        }
        throw new ImportFailedException(
                ImportFailedException.FAILED,
                instance + " answered " + status
                        + ". Is it the management port of an instance of this version? Name another with --url.");
    }

    private static JsonNode json(byte[] body) {
        try {
            return ArchiveJson.whole(body);
        } catch (IOException e) {
            return ArchiveJson.MAPPER.missingNode();
        }
    }
}
