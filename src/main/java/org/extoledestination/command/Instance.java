package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Option;

/** The running instance, by its management port. */
final class Instance {

    @Option(
            names = "--url",
            description = "Management address of the instance. Default: from ./config/application.yaml and the"
                    + " environment, as the instance itself reads them.")
    private @Nullable URI url;

    /** The instance did not answer as it should; the message says what to do. */
    static final class UnreachableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreachableException(String message) {
            super(message);
        }
    }

    JsonNode get(String path) throws UnreachableException {
        URI address = address();
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<byte[]> response = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new UnreachableException(address + " answered " + response.statusCode()
                        + ". Is it the management port of an instance? Name another with --url.");
            }
            return JsonMapper.builder().build().readTree(response.body());
        } catch (IOException e) {
            throw new UnreachableException(
                    "No instance answers at " + address + ". Start it, or name its management address with --url.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted.");
        }
    }

    URI address() {
        if (url != null) {
            return url;
        }
        StandardEnvironment environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        String host = environment.getProperty("management.server.address", "127.0.0.1");
        String port = environment.getProperty("management.server.port", "8081");
        return URI.create("http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ':' + port);
    }
}
