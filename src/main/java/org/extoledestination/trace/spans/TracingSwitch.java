package org.extoledestination.trace.spans;

import java.util.Set;
import org.extoledestination.platform.start.StartRefusedException;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Tracing is on where {@value #ENDPOINT} holds an address. Of Spring Boot's own nothing is made: it would come with the
 * libraries, whether tracing is on or off, and watch each request.
 */
public final class TracingSwitch implements AutoConfigurationImportFilter, Condition {

    static final String ENDPOINT = "management.otlp.tracing.endpoint";

    private static final String ENABLED = "management.tracing.enabled";
    private static final String TRANSPORT = "management.otlp.tracing.transport";
    private static final String PROBABILITY = "management.tracing.sampling.probability";
    private static final String SPRING = "org.springframework.boot.actuate.autoconfigure.";
    /** What comes along with the libraries. Lines of the log are not exported. */
    private static final Set<String> OTHERS = Set.of(
            SPRING + "tracing.", SPRING + "opentelemetry.", SPRING + "logging.OpenTelemetry", SPRING + "logging.otlp.");

    @Override
    public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            String name = classes[i];
            matches[i] = name == null || letsIn(name);
        }
        return matches;
    }

    /** Whether a part of Spring Boot is made. */
    static boolean letsIn(String name) {
        return OTHERS.stream().noneMatch(name::startsWith);
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return isOn(context.getEnvironment());
    }

    static boolean isOn(Environment settings) {
        String endpoint = settings.getProperty(ENDPOINT, "").strip();
        if (endpoint.isEmpty() || !settings.getProperty(ENABLED, Boolean.class, true)) {
            return false;
        }
        check(settings, endpoint);
        return true;
    }

    private static void check(Environment settings, String endpoint) {
        if (Collector.address(endpoint).isEmpty()) {
            throw new StartRefusedException(
                    ENDPOINT + " is no address of a collector: it must be http://host:port/path or https://host/path.",
                    "Write the address to which the collector takes OTLP over HTTP, http://127.0.0.1:4318/v1/traces for"
                            + " example. Or leave it empty: that is no tracing.");
        }
        String transport = settings.getProperty(TRANSPORT, "http");
        if (!transport.equalsIgnoreCase("http")) {
            throw new StartRefusedException(
                    TRANSPORT + " is '" + Shown.name(transport) + "', which this application does not speak.",
                    "Leave it out: that is http. A collector usually takes it at port 4318.");
        }
        String probability = settings.getProperty(PROBABILITY, "0.1");
        if (!probability.strip().matches("0(\\.\\d+)?|1(\\.0+)?|\\.\\d+")) {
            throw new StartRefusedException(
                    PROBABILITY + " is '" + Shown.name(probability) + "', which is no share.",
                    "Write a number from 0 to 1: 0.1 exports one trace in ten.");
        }
    }
}
