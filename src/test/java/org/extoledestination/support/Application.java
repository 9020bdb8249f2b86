package org.extoledestination.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.extoledestination.ExtoleDestination;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole application in this process, on free ports, with the routes and settings that are shipped. Everything else
 * about it is real: HTTP, broker, database.
 */
public final class Application implements AutoCloseable {

    /** The write key that it knows. */
    public static final String WRITE_KEY = "test-write-key";

    private final ConfigurableApplicationContext context;

    private Application(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param extole where Extole, or its stand-in, listens
     * @param dataDir where broker and database keep their files
     * @param settings more settings, as {@code key=value}
     */
    public static Application start(URI extole, Path dataDir, String... settings) {
        List<String> args = arguments(extole, dataDir);
        Arrays.stream(settings).map("--"::concat).forEach(args::add);
        return new Application(new SpringApplication(ExtoleDestination.class).run(args.toArray(String[]::new)));
    }

    static List<String> arguments(URI extole, Path dataDir) {
        return new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--data-dir=" + dataDir,
                "--ingest.sources[0].name=segment",
                "--ingest.sources[0].write-keys=" + WRITE_KEY,
                "--delivery.events-url=" + extole,
                "--delivery.api-url=" + extole,
                "--delivery.api-key=sandbox-api-key",
                "--delivery.admin-api-key=",
                "--delivery.first-wait=100ms",
                "--delivery.longest-wait=500ms"));
    }

    /** An address of the ingest port. */
    public URI ingest(String path) {
        return URI.create("http://127.0.0.1:" + port(context, "local.server.port") + path);
    }

    /** An address of the management port. */
    public URI management(String path) {
        return URI.create("http://127.0.0.1:" + port(context, "local.management.port") + path);
    }

    private static String port(ConfigurableApplicationContext context, String name) {
        String port = context.getEnvironment().getProperty(name);
        if (port == null) {
            throw new IllegalStateException("No " + name + " in "
                    + (context instanceof ServletWebServerApplicationContext ? "a web application" : "this context"));
        }
        return port;
    }

    /** Sends an event as a Segment library would. */
    public HttpResponse<String> post(String path, String body) {
        return Http.post(ingest(path), WRITE_KEY, body);
    }

    /** One component of the health page. */
    public JsonNode health(String component) {
        return Http.json(management("/actuator/health")).path("components").path(component);
    }

    /** The dead letters, the latest first. */
    public JsonNode deadLetters() {
        return Http.json(management("/actuator/deadletters")).path("deadLetters");
    }

    /** A bean, for what cannot be seen from outside. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
