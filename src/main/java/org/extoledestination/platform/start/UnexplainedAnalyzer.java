package org.extoledestination.platform.start;

import java.util.Objects;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** Explains a failed start that no other analyzer explains, by its first cause, on one screen. */
final class UnexplainedAnalyzer implements FailureAnalyzer {

    private final @Nullable BeanFactory beans;
    private final @Nullable Environment settings;

    /** Spring hands over null before there is an application. */
    UnexplainedAnalyzer(@Nullable BeanFactory beans, @Nullable Environment settings) {
        this.beans = beans;
        this.settings = settings;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        MemoryFault.endIfOne(failure);
        if (isExplained(failure)) {
            return null;
        }
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
        return new FailureAnalysis(
                "The application does not start: " + cause.getClass().getSimpleName() + ": "
                        + Shown.text(String.valueOf(cause.getMessage())) + System.lineSeparator() + "First seen: "
                        + FaultPlace.of(failure),
                "Mend what it names. 'check' looks at settings, routes and mappings without a start. The whole trace, for"
                        + " whoever maintains this installation: --logging.level.org.springframework.boot.diagnostics=debug",
                failure);
    }

    /** Spring Boot's own analyzers have no order among ours. */
    private boolean isExplained(Throwable failure) {
        ArgumentResolver arguments = ArgumentResolver.none();
        if (beans != null) {
            arguments = arguments.and(BeanFactory.class, beans);
        }
        if (settings != null) {
            arguments = arguments.and(Environment.class, settings);
        }
        return SpringFactoriesLoader.forDefaultResourceLocation(getClass().getClassLoader())
                .load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, unusable) -> {}))
                .stream()
                .filter(analyzer -> !(analyzer instanceof UnexplainedAnalyzer))
                .map(analyzer -> analyzer.analyze(failure))
                .anyMatch(Objects::nonNull);
    }
}
