package org.extoledestination.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How the management port of an instance is asked.
 *
 * @param address without a path
 */
record Access(URI address, Token token, HttpClient http) {

    /** {@code tls}: null for plain HTTP. */
    static Access of(URI address, Token token, @Nullable SSLContext tls) {
        HttpClient.Builder http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        return new Access(address, token, (tls == null ? http : http.sslContext(tls)).build());
    }

    /**
     * Sends a request with the headers that every request needs, and returns the answer. The instance requires the JSON
     * type even without a body.
     *
     * @throws IOException if there is no answer: {@link #failed} says why
     */
    HttpResponse<byte[]> send(String path, Duration timeout, UnaryOperator<HttpRequest.Builder> method)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
        token.value().ifPresent(value -> request.header("Authorization", "Bearer " + value));
        try {
            return http.send(method.apply(request).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("Interrupted.");
        }
    }

    /** Why there was no answer, and what to do. */
    String failed(IOException failure) {
        if (failure instanceof HttpTimeoutException && !(failure instanceof HttpConnectTimeoutException)) {
            return "The instance at " + address
                    + " runs and has not answered in time. Its broker or its database may be away: see curl " + address
                    + "/actuator/health";
        }
        return failure instanceof SSLException untrusted
                ? untrusted(untrusted)
                : "No instance answers at " + address + ". Start it, or name its management address with --url."
                        + Instance.wrongFolder();
    }

    private String untrusted(SSLException failure) {
        String why = String.valueOf(failure.getMessage());
        if (why.contains("certificate_required") || why.contains("bad_certificate")) {
            return "The instance at " + address
                    + " asks for a client certificate that it trusts. Name a bundle with one"
                    + " in management.client-bundle (docs/operations.md). TLS says: " + why;
        }
        if (why.contains("SSL message")) {
            return "What answers at " + address + " does not speak TLS. Name it with http.";
        }
        return "The certificate of " + address + " is not trusted here: " + why + ". Name a bundle that trusts it in"
                + " management.client-bundle (docs/operations.md).";
    }

    /** Why the instance answered 401: it has its own words, unless no token could be sent. */
    String refused(String answer) {
        return token.value().isPresent()
                ? "The instance at " + address + " does not take the token in " + token.file() + ". " + answer
                : token.complaint();
    }
}
