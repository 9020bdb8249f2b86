package org.extoledestination.platform.start;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** The last lines of a start: what has started, with which stores, and where to send events. */
@Order(Ordered.LOWEST_PRECEDENCE)
final class StartReport implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger(StartReport.class);
    private static final double MILLIS = 1_000;

    private final Environment settings;
    private final @Nullable BuildProperties build;
    private final @Nullable GitProperties git;
    private final HealthIndicator intake;

    /** Null for what a build has not said; {@code intake} knows whether events are kept. */
    StartReport(
            Environment settings,
            @Nullable BuildProperties build,
            @Nullable GitProperties git,
            HealthIndicator intake) {
        this.settings = settings;
        this.build = build;
        this.git = git;
        this.intake = intake;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        Duration taken = event.getTimeTaken();
        log.info(
                "Version {}, commit {}, profile {}, {}",
                build == null ? "of no release" : build.getVersion(),
                git == null ? "unknown" : Objects.requireNonNullElse(git.getShortCommitId(), "unknown"),
                settings.getActiveProfiles().length == 0 ? "default" : String.join(", ", settings.getActiveProfiles()),
                taken == null ? "ready" : "ready after " + taken.toMillis() / MILLIS + " s");
        log.info("Data: {}. Broker: {}. Database: {}", settings.getProperty("data-dir"), broker(), database());
        log.info("Sources: {}. Management: {}", sources(), address("management.server", "local.management.port"));
        String ingest = address("server", "local.server.port")
                + settings.getProperty("server.servlet.context-path", "").replaceFirst("/$", "");
        Health open = intake.health();
        if (open.getStatus().equals(Status.UP)) {
            log.info("Ready. Send events to {}/v1 or, from Segment's own servers, to {}/segment", ingest, ingest);
        } else {
            log.warn(
                    "Started, and nothing is kept yet: {}/v1 and {}/segment answer 503. Reason: {}. What to do: {}",
                    ingest,
                    ingest,
                    open.getDetails().get("reason"),
                    open.getDetails().get("action"));
        }
    }

    /** Without user, password and options, which may be secrets. */
    private String broker() {
        String url = settings.getProperty("queue.broker-url", "");
        return url.isBlank()
                ? "inside this process"
                : url.replaceAll("//[^/@,]*@", "//").replaceAll("\\?[^,)]*", "");
    }

    private String database() {
        String url = settings.getProperty("spring.datasource.url", "");
        return url.startsWith("jdbc:h2:file:")
                ? "H2, in files"
                : url.replaceAll("//[^/@]*@", "//").split("[?;]", 2)[0];
    }

    private String sources() {
        List<String> sources = new ArrayList<>();
        for (int i = 0; settings.containsProperty(source(i) + "name"); i++) {
            int scoped = 0;
            for (int k = 0; settings.containsProperty(source(i) + "keys[" + k + "].name"); k++) {
                scoped += keys(source(i) + "keys[" + k + "].write-keys");
            }
            sources.add(settings.getProperty(source(i) + "name")
                    + " (write keys: " + (keys(source(i) + "write-keys") + scoped)
                    + ", subscription keys: " + keys(source(i) + "subscription-keys") + ')');
        }
        return sources.isEmpty() ? "none" : String.join(", ", sources);
    }

    private static String source(int number) {
        return "ingest.sources[" + number + "].";
    }

    private int keys(String list) {
        int listed = 0;
        while (settings.containsProperty(list + '[' + listed + ']')) {
            listed++;
        }
        return listed > 0
                ? listed
                : (int) Arrays.stream(settings.getProperty(list, "").split(","))
                        .filter(key -> !key.isBlank())
                        .count();
    }

    /** Where the port listens; {@code localhost} if that is everywhere. */
    private String address(String server, String port) {
        boolean hasTls = settings.containsProperty(server + ".ssl.certificate")
                || settings.containsProperty(server + ".ssl.bundle")
                || settings.containsProperty(server + ".ssl.key-store");
        String host = settings.getProperty(server + ".address", "localhost");
        return URI.create((hasTls ? "https://" : "http://")
                        + (host.matches("0\\.0\\.0\\.0|::")
                                ? "localhost"
                                : host.contains(":") ? '[' + host + ']' : host)
                        + ':'
                        + Objects.requireNonNullElse(
                                settings.getProperty(port), settings.getProperty(server + ".port", "")))
                .toString();
    }
}
