package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
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

    @Option(
            names = "--url",
            description = "Management address of the instance. Default: from ./config/application.yaml and the"
                    + " environment, as the instance itself reads them.")
    private @Nullable URI url;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

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
        return send(
                path,
                request -> request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    JsonNode delete(String path) throws UnreachableException {
        return send(path, HttpRequest.Builder::DELETE);
    }

    private JsonNode send(String path, UnaryOperator<HttpRequest.Builder> method) throws UnreachableException {
        URI address = address();
        HttpRequest request = method.apply(HttpRequest.newBuilder(address.resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Accept", "application/json"))
                .build();
        try {
            HttpResponse<byte[]> response = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                complain(response);
                throw new UnreachableException(address + " answered " + response.statusCode()
                        + ". Is it the management port of an instance? Name another with --url.");
            }
            return JsonMapper.builder().build().readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new UnreachableException(address + " did not answer as an instance does. Name another with --url.");
        } catch (IOException e) {
            throw new UnreachableException(
                    "No instance answers at " + address + ". Start it, or name its management address with --url.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted.");
        }
    }

    /** What the instance itself says is better than what its status says. */
    private static void complain(HttpResponse<byte[]> response) throws UnreachableException, IOException {
        if (response.statusCode() >= 400) {
            String message = JsonMapper.builder()
                    .build()
                    .readTree(response.body())
                    .path("message")
                    .asText();
            if (!message.isBlank()) {
                throw new UnreachableException(message);
            }
        }
    }

    URI address() {
        if (url == null) {
            return address(settings());
        }
        if (url.getHost() == null || !Set.of("http", "https").contains(url.getScheme())) {
            throw new ParameterException(
                    command.commandLine(), "'" + url + "' is not an address such as http://127.0.0.1:8081.");
        }
        return url;
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
        return URI.create("http://" + (host.contains(":") ? '[' + host + ']' : host) + ':' + port);
    }
}
