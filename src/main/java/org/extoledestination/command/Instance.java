package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.extoledestination.management.TokenFile;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The running instance, by its management port. */
final class Instance {

    static final int UNAUTHORIZED = 401;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNHEALTHY = 503;
    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--url",
            converter = Address.class,
            description = "Management address of the instance. Default: from ./config/application.yaml and the"
                    + " environment, as the instance itself reads them.")
    private @Nullable URI url;

    /** As somebody writes it. */
    static final class Address implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                throw new TypeConversionException("'" + text + "' is no address. Write http://127.0.0.1:8081");
            }
        }
    }

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
    private @Nullable String meters;

    /** The instance did not answer as it should; the message says what to do. */
    static class UnreachableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreachableException(String message) {
            super(message);
        }
    }

    /** The instance does not know a word of the command; the message says which there are. */
    static final class NotUnderstoodException extends UnreachableException {

        private static final long serialVersionUID = 1L;

        NotUnderstoodException(String message) {
            super(message);
        }
    }

    JsonNode get(String path) throws UnreachableException {
        return send(path, HttpRequest.Builder::GET);
    }

    /** Its health, sound or not. */
    JsonNode health() throws UnreachableException {
        return json(send("/actuator/health", HttpRequest.Builder::GET, Set.of(OK, UNHEALTHY)));
    }

    /** The values of a gauge or counter by one of its labels, added up over the others; empty if there is none. */
    Map<String, Double> meter(String name, String label) throws UnreachableException {
        if (meters == null) {
            meters = new String(
                    send(
                            "/actuator/prometheus",
                            request -> request.setHeader("Accept", "text/plain").GET(),
                            Set.of(OK)),
                    StandardCharsets.UTF_8);
        }
        Pattern labelled = Pattern.compile("[{,]" + label + "=\"([^\"]*)\"");
        return meters.lines()
                .filter(line -> line.startsWith(name + '{') || line.startsWith(name + ' '))
                .collect(Collectors.toMap(
                        line -> labelled.matcher(line)
                                .results()
                                .findFirst()
                                .map(found -> found.group(1))
                                .orElse(""),
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                        Double::sum,
                        TreeMap::new));
    }

    /** Has the instance do something; {@code body} becomes a JSON object. */
    JsonNode post(String path, Map<String, String> body) throws UnreachableException {
        String json = JsonMapper.builder().build().valueToTree(body).toString();
        return send(path, request -> request.POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** The same for what is done in parts, until all is done: what each call has done. */
    List<JsonNode> postAll(String path, Map<String, String> body) throws UnreachableException {
        Map<String, String> terms = new LinkedHashMap<>(body);
        List<JsonNode> all = new ArrayList<>();
        for (boolean isMore = true; isMore; ) {
            JsonNode done = post(path, terms);
            all.add(done);
            // What has to hold before the first call.
            terms.remove("most");
            isMore = done.path("next").isNumber();
            terms.put("after", done.path("next").asText());
        }
        return all;
    }

    JsonNode delete(String path) throws UnreachableException {
        return send(path, HttpRequest.Builder::DELETE);
    }

    private JsonNode send(String path, UnaryOperator<HttpRequest.Builder> method) throws UnreachableException {
        return json(send(path, method, Set.of(OK)));
    }

    private JsonNode json(byte[] answer) throws UnreachableException {
        try {
            return JsonMapper.builder().build().readTree(answer);
        } catch (IOException e) {
            throw new UnreachableException(
                    access().address()
                            + " did not answer as an instance does. Name another with --url, or this one with https if it has TLS.");
        }
    }

    private byte[] send(String path, UnaryOperator<HttpRequest.Builder> method, Set<Integer> expected)
            throws UnreachableException {
        Access access = access();
        HttpRequest request = method.apply(access.request(path).timeout(Duration.ofSeconds(30)))
                .build();
        try {
            HttpResponse<byte[]> response = access.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (!expected.contains(response.statusCode())) {
                complain(response);
                throw new UnreachableException(access.address() + " answered " + response.statusCode()
                        + ". Is it the management port of an instance? Name another with --url.");
            }
            return response.body();
        } catch (IOException e) {
            throw new UnreachableException(access.failed(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted.");
        }
    }

    /** What the instance itself says is better than what its status says. */
    private void complain(HttpResponse<byte[]> response) throws UnreachableException {
        if (response.statusCode() >= BAD_REQUEST) {
            JsonNode answer = json(response.body());
            String message = answer.path("message").asText();
            // The ingest port answers senders, and says so by this field.
            if (!message.isBlank() && !answer.has("success")) {
                throw switch (response.statusCode()) {
                    case UNAUTHORIZED -> new UnreachableException(access().refused(() -> message));
                    case BAD_REQUEST -> new NotUnderstoodException(message);
                    default -> new UnreachableException(message);
                };
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
        if (address.getHost() == null
                || !Set.of("http", "https").contains(address.getScheme())
                || address.getPort() > HIGHEST_PORT) {
            throw new ParameterException(
                    command.commandLine(), "'" + address + "' is not an address such as http://127.0.0.1:8081.");
        }
        return address;
    }

    /** What to do where this is not the folder of an instance; empty if it is one. */
    static String wrongFolder() {
        return Files.exists(Path.of("config/application.yaml"))
                ? ""
                : " There is no config/application.yaml in " + Path.of("").toAbsolutePath()
                        + ": in the folder of the instance a command finds address and token by itself.";
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
