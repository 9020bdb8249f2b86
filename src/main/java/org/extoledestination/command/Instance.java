package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.platform.management.TokenFile;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The running instance, by its management port. */
final class Instance {

    private static final int UNAUTHORIZED = 401;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNHEALTHY = 503;
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

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
    private CommandSpec command;

    private @Nullable Access access;
    private @Nullable String meters;

    /** Where the command prints. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Prints a line for people: {@link Sentence#of}. */
    void say(JsonNode fields, String sentence) {
        out().println(Sentence.of(fields, sentence));
    }

    /** Where it complains. */
    PrintWriter err() {
        return command.commandLine().getErr();
    }

    JsonNode get(String path) {
        return json(send(path, HttpRequest.Builder::GET, OK));
    }

    /** Lines of JSON. */
    List<String> lines(String path) {
        byte[] answer = send(path, request -> request.setHeader("Accept", "application/x-ndjson"), OK);
        return new String(answer, StandardCharsets.UTF_8).lines().toList();
    }

    /** Its health, sound or not. */
    JsonNode health() {
        return json(send("/actuator/health", HttpRequest.Builder::GET, OK, UNHEALTHY));
    }

    /** The values of a gauge or counter by one of its labels, added up over the others; empty if there is none. */
    Map<String, Double> meter(String name, String label) {
        if (meters == null) {
            meters = new String(
                    send("/actuator/prometheus", request -> request.setHeader("Accept", "text/plain"), OK),
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

    /** Has the instance do something; {@code body} becomes a JSON object of texts. */
    JsonNode post(String path, Map<String, ?> body) {
        return json(send(path, request -> request.POST(json(body)), OK));
    }

    static HttpRequest.BodyPublisher json(Map<String, ?> body) {
        ObjectNode texts = SegmentJson.plain().createObjectNode();
        body.forEach((name, value) -> texts.put(name, value.toString()));
        return HttpRequest.BodyPublishers.ofString(texts.toString());
    }

    /** The same for what is done in parts, until all is done: what each call has done. */
    List<JsonNode> postAll(String path, Map<String, ?> body) {
        Map<String, Object> terms = new HashMap<>(body);
        List<JsonNode> all = new ArrayList<>();
        for (boolean isMore = true; isMore; ) {
            JsonNode done = post(path, terms);
            all.add(done);
            // A condition of the first call only.
            terms.remove("most");
            isMore = done.path("next").isNumber();
            terms.put("after", done.path("next"));
            if (done.path("batch").isNumber()) {
                terms.put("partOf", done.path("batch"));
            }
        }
        return all;
    }

    JsonNode delete(String path) {
        return json(send(path, HttpRequest.Builder::DELETE, OK));
    }

    JsonNode json(byte[] answer) {
        try {
            return SegmentJson.plain().readTree(answer);
        } catch (IOException e) {
            throw new FailedException(
                    access().address()
                            + " did not answer as an instance does. Name another with --url, or this one with https if it has TLS.");
        }
    }

    private byte[] send(String path, UnaryOperator<HttpRequest.Builder> method, Integer... expected) {
        try {
            HttpResponse<byte[]> response = access().send(path, TIMEOUT, method);
            if (!List.of(expected).contains(response.statusCode())) {
                throw complaint(response);
            }
            return response.body();
        } catch (IOException e) {
            throw new FailedException(access().failed(e));
        }
    }

    /** What an answer means that was not hoped for: what the instance itself says is better than its status. */
    FailedException complaint(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        JsonNode answer = status < BAD_REQUEST ? MissingNode.getInstance() : json(response.body());
        String message = answer.path("message").asText();
        // The ingest port answers senders, and says so by this field.
        if (message.isBlank() || answer.has("success")) {
            return new FailedException(access().address() + " answered " + status
                    + ". Is it the management port of an instance? Name another with --url.");
        }
        return switch (status) {
            case UNAUTHORIZED -> new FailedException(access().refused(message));
            case BAD_REQUEST -> FailedException.wrongUse(message);
            default -> new FailedException(message);
        };
    }

    /** Where and how the instance is asked, found out once for all requests of a command. */
    Access access() {
        if (access == null) {
            access = found();
        }
        return access;
    }

    private Access found() {
        Environment settings = settings();
        TokenFile file = tokenFile == null ? TokenFile.of(settings) : new TokenFile(tokenFile);
        URI address = url == null ? address(settings) : named(url);
        return Access.of(address, Token.in(file), "https".equals(address.getScheme()) ? tls(settings) : null);
    }

    private static SSLContext tls(Environment settings) {
        try {
            return new ClientTls(settings).context();
        } catch (IllegalStateException e) {
            throw FailedException.wrongUse(String.valueOf(e.getMessage()));
        }
    }

    private static URI named(URI address) {
        if (address.getHost() == null
                || !Set.of("http", "https").contains(address.getScheme())
                || address.getPort() > HIGHEST_PORT) {
            throw FailedException.wrongUse("'" + address + "' is not an address such as http://127.0.0.1:8081.");
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
