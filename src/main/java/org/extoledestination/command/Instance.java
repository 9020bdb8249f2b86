package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.extoledestination.management.TokenFile;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The running instance, by its management port. */
final class Instance {

    static final int UNAUTHORIZED = 401;

    @Option(
            names = "--url",
            description = "Management address of the instance. Default: from ./config/application.yaml and the"
                    + " environment, as the instance itself reads them.")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file with the token of the management port. Default: as the instance finds it,"
                    + " management.token-file or 'management-token' in the data directory.")
    private @Nullable Path tokenFile;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    private @Nullable Access access;

    /** The instance did not answer as it should; the message says what to do. */
    static final class UnreachableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreachableException(String message) {
            super(message);
        }
    }

    JsonNode get(String path) throws UnreachableException {
        return send(path, HttpRequest.Builder::GET);
    }

    /** Has the instance do something; {@code body} becomes a JSON object. */
    JsonNode post(String path, Map<String, String> body) throws UnreachableException {
        String json = JsonMapper.builder().build().valueToTree(body).toString();
        return send(path, request -> request.POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    JsonNode delete(String path) throws UnreachableException {
        return send(path, HttpRequest.Builder::DELETE);
    }

    private JsonNode send(String path, UnaryOperator<HttpRequest.Builder> method) throws UnreachableException {
        Access access = access();
        HttpRequest request = method.apply(access.request(path).timeout(Duration.ofSeconds(30)))
                .build();
        try {
            HttpResponse<byte[]> response = access.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                complain(access, response);
                throw new UnreachableException(access.address() + " answered " + response.statusCode()
                        + ". Is it the management port of an instance? Name another with --url.");
            }
            return JsonMapper.builder().build().readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new UnreachableException(
                    access.address()
                            + " did not answer as an instance does. Name another with --url, or this one with https if it has TLS.");
        } catch (IOException e) {
            throw new UnreachableException(access.failed(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted.");
        }
    }

    /** What the instance itself says is better than what its status says. */
    private static void complain(Access access, HttpResponse<byte[]> response)
            throws UnreachableException, IOException {
        if (response.statusCode() >= 400) {
            JsonNode answer = JsonMapper.builder().build().readTree(response.body());
            String message = answer.path("message").asText();
            // The ingest port answers senders, and says so by this field.
            if (!message.isBlank() && !answer.has("success")) {
                throw new UnreachableException(
                        response.statusCode() == UNAUTHORIZED ? access.refused(() -> message) : message);
            }
        }
    }

    /** Where and how the instance is asked, found out once for all requests of a command. */
    Access access() {
        Access known = access;
        if (known == null) {
            known = found();
            access = known;
        }
        return known;
    }

    private Access found() {
        Environment settings = settings();
        TokenFile file = tokenFile == null ? TokenFile.of(settings) : new TokenFile(tokenFile);
        URI address = url == null ? address(settings) : named(url);
        return new Access(address, Token.in(file), "https".equals(address.getScheme()) ? tls(settings) : null);
    }

    private SSLContext tls(Environment settings) {
        try {
            return new ClientTls(settings).context();
        } catch (IllegalStateException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private URI named(URI address) {
        if (address.getHost() == null || !Set.of("http", "https").contains(address.getScheme())) {
            throw new ParameterException(
                    command.commandLine(), "'" + address + "' is not an address such as http://127.0.0.1:8081.");
        }
        return address;
    }

    /** What an instance that starts in this folder would find. */
    static Environment settings() {
        StandardEnvironment environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }

    static URI address(Environment settings) {
        String host = settings.getProperty("management.server.address", "127.0.0.1");
        String port = settings.getProperty("management.server.port", "8081");
        if (host.equals("0.0.0.0") || host.equals("::")) {
            host = "127.0.0.1";
        }
        return URI.create((ClientTls.isServed(settings) ? "https://" : "http://")
                + (host.contains(":") ? '[' + host + ']' : host)
                + ':'
                + port);
    }
}
