package org.extoledestination.edit.routes;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/**
 * Turns what Camel throws at a start that failed on a route into a description and an action, instead of a stack trace.
 * When it is asked, the beans are gone already: only the exception, the settings and the files can be used.
 */
record RouteMistakesAnalyzer(Environment environment) implements FailureAnalyzer {

    /** Camel's reference to a file, perhaps with path and line. */
    private static final Pattern PLACE = Pattern.compile("(?:.*[:/])?([^:/]+\\.yaml)(?::(\\d+))?");

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        return mistake(failure).map(mistake -> analysis(mistake, failure)).orElse(null);
    }

    /** Camel's exception when a route does not start, with its place. */
    static Optional<Mistake> mistake(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException broken) {
                return Optional.of(mistake(broken.getRouteId(), broken.getLocation(), broken));
            }
            if (cause instanceof FailedToStartRouteException broken) {
                return Optional.of(mistake(broken.getRouteId(), broken.getLocation(), broken));
            }
        }
        return Optional.empty();
    }

    private static Mistake mistake(String routeId, @Nullable String location, Exception broken) {
        String reason = "route '" + routeId + "' does not start: " + Reasons.firstLine(broken);
        Matcher place = PLACE.matcher(String.valueOf(location));
        String file = place.matches() ? place.group(1) : routeId;
        int line = place.matches() && place.group(2) != null ? Integer.parseInt(place.group(2)) : 0;
        return new Mistake(file, line, reason);
    }

    private FailureAnalysis analysis(Mistake mistake, Throwable failure) {
        Path folder = Path.of(environment.getProperty("routes.folder", "routes"));
        Mistake masked = Masking.of(folder, key -> Optional.ofNullable(environment.getProperty(key)))
                .apply(mistake);
        MistakesException refused = RouteFolder.refused(Stream.of(masked));
        return new FailureAnalysis(refused.getMessage(), refused.action(), failure);
    }
}
