package org.extoledestination.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.extoledestination.ExtoleDestination;
import org.extoledestination.platform.management.TokenFile;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole application in this process, on free ports, with the routes and settings that are shipped. Everything else
 * about it is real: HTTP, broker, database.
 */
public final class Application implements AutoCloseable {

    /** The write key that it knows. */
    public static final String WRITE_KEY = "test-write-key";

    /** The key that it knows at {@code /segment}. */
    public static final String SUBSCRIPTION_KEY = "test-subscription-key";

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
        List<String> args = arguments(extole, dataDir, settings);
        return new Application(new SpringApplication(ExtoleDestination.class).run(args.toArray(String[]::new)));
    }

    /** The same with one that hears what happens while it starts. */
    public static Application start(URI extole, Path dataDir, ApplicationListener<?> listener, String... settings) {
        SpringApplication application = new SpringApplication(ExtoleDestination.class);
        application.addListeners(listener);
        return new Application(
                application.run(arguments(extole, dataDir, settings).toArray(String[]::new)));
    }

    /** Settings for a test, of which {@code settings} replace those of the same key. */
    static List<String> arguments(URI extole, Path dataDir, String... settings) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("server.port", "0");
        arguments.put("management.server.port", "0");
        arguments.put("data-dir", dataDir.toString());
        arguments.put("ingest.sources[0].name", "segment");
        arguments.put("ingest.sources[0].write-keys", WRITE_KEY);
        arguments.put("ingest.sources[0].subscription-keys", SUBSCRIPTION_KEY);
        arguments.put("delivery.events-url", extole.toString());
        arguments.put("delivery.api-url", extole.toString());
        arguments.put("delivery.api-key", "sandbox-api-key");
        arguments.put("delivery.admin-api-key", "");
        arguments.put("delivery.first-wait", "100ms");
        arguments.put("delivery.longest-wait", "500ms");
        arguments.put("ingest.stop-wait", "0s");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            arguments.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return arguments.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + '=' + setting.getValue())
                .toList();
    }

    /** An address of the ingest port. */
    public URI ingest(String path) {
        return URI.create("http://127.0.0.1:" + port(context, "local.server.port") + path);
    }

    /** An address of the management port. */
    public URI management(String path) {
        String port = port(context, "local.management.port");
        Tokens.know(
                Integer.parseInt(port), TokenFile.of(context.getEnvironment()).path());
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String port(ConfigurableApplicationContext context, String name) {
        String port = context.getEnvironment().getProperty(name);
        if (port == null) {
            throw new IllegalStateException("No " + name + " in "
                    + (context instanceof ServletWebServerApplicationContext ? "a web application" : "this context"));
        }
        return port;
    }

    /** Sends an event as a Segment library would, or, to {@code /segment}, as Segment itself. */
    public HttpResponse<String> post(String path, String body) {
        return Http.post(ingest(path), path.startsWith("/segment") ? SUBSCRIPTION_KEY : WRITE_KEY, body);
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
