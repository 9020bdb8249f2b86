package org.extoledestination.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.extoledestination.ExtoleDestination;
import org.extoledestination.edit.live.MisspeltSettingsException;
import org.extoledestination.platform.files.MistakesException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.util.FileSystemUtils;

/**
 * The application itself, started for those who want to know what it would do: with all its beans, so that what a route
 * names is there or not, but without a port, with a broker and a database in a temporary folder, and without a route that
 * listens.
 */
final class Bystander implements AutoCloseable {

    /** A mapping with which any application starts: mapping files are checked separately. */
    private static final String ANY_MAPPING = "when: { type: identify }\nsend: identify\n";

    private final Path scratch;
    private final Path routes;
    private final List<String> arguments;

    /** A user who waits too long stops the command. */
    private final Thread tidying;

    /** As the application would start with these settings and this folder of mapping files; null for any mapping. */
    Bystander(Environment settings, @Nullable Path known) throws IOException {
        this.scratch = Files.createTempDirectory("extole-destination-check");
        this.tidying = new Thread(this::tidy, "tidying");
        Runtime.getRuntime().addShutdownHook(tidying);
        Path mappings = known == null ? any(scratch) : known;
        this.routes = Path.of(settings.getProperty("routes.folder", "routes"));
        this.arguments = new ArrayList<>(List.of(
                "--server.port=-1",
                "--management.server.port=-1",
                "--camel.main.auto-startup=false",
                "--data-dir=" + scratch,
                "--management.token-file=",
                "--mapping.folder=" + mappings,
                "--queue.broker-url=",
                "--spring.datasource.url=jdbc:h2:mem:check;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE",
                "--spring.datasource.username=check",
                "--spring.datasource.password=",
                "--logging.threshold.console=OFF",
                "--logging.threshold.file=OFF"));
        arguments.addAll(keys(settings));
    }

    private static Path any(Path scratch) throws IOException {
        Path folder = Files.createDirectory(scratch.resolve("mappings"));
        Files.writeString(folder.resolve("any.yaml"), ANY_MAPPING);
        return folder;
    }

    /** The folder of routes. */
    Path routes() {
        return routes;
    }

    /** Secrets are not there where files are checked. */
    private static List<String> keys(Environment settings) {
        List<String> keys = new ArrayList<>(List.of("--delivery.api-key=check"));
        // A list is taken from one place as a whole, so all of each account is said again.
        for (int i = 0; settings.containsProperty(account(i, "source")); i++) {
            keys.add("--" + account(i, "source") + '=' + settings.getProperty(account(i, "source")));
            keys.add("--" + account(i, "container") + '=' + settings.getProperty(account(i, "container"), ""));
            if (settings.containsProperty(account(i, "api-key"))) {
                keys.add("--" + account(i, "api-key") + "=check");
            }
        }
        return keys;
    }

    private static String account(int number, String key) {
        return "delivery.accounts[" + number + "]." + key;
    }

    /** Why it does not start: one mistake a line, each with its file. */
    static final class RefusedStartException extends Exception {

        private static final long serialVersionUID = 1;

        private final transient List<String> mistakes;

        RefusedStartException(List<String> mistakes, Throwable cause) {
            super(String.join("\n", mistakes), cause);
            this.mistakes = mistakes;
        }

        List<String> mistakes() {
            return mistakes;
        }
    }

    /**
     * Starts it. The caller closes it.
     *
     * @param further settings that no file says
     * @param without settings to be left out of the files
     */
    ConfigurableApplicationContext start(List<String> further, List<String> without) throws RefusedStartException {
        AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();
        SpringApplication application = new SpringApplication(ExtoleDestination.class);
        application.addInitializers(started::set);
        application.addInitializers(context -> FaultySettings.hide(context.getEnvironment(), without));
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        try {
            return application.run(
                    Stream.concat(arguments.stream(), further.stream()).toArray(String[]::new));
        } catch (RuntimeException e) {
            throw new RefusedStartException(mistakes(e, started.get()), e);
        }
    }

    private List<String> mistakes(RuntimeException failure, @Nullable ConfigurableApplicationContext started) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MistakesException refused) {
                return refused.lines().stream()
                        .map(line -> Check.within(routes, line))
                        .toList();
            }
            if (cause instanceof MisspeltSettingsException misspelt) {
                return misspelt.lines();
            }
        }
        return List.of(explained(failure, started));
    }

    /** What a start would say of it: Spring Boot's analyzers know settings that cannot be, and our own the rest. */
    private static String explained(RuntimeException failure, @Nullable ConfigurableApplicationContext started) {
        ArgumentResolver known = started == null
                ? ArgumentResolver.none()
                : ArgumentResolver.of(BeanFactory.class, started.getBeanFactory())
                        .and(Environment.class, started.getEnvironment());
        return SpringFactoriesLoader.forDefaultResourceLocation(Bystander.class.getClassLoader())
                .load(FailureAnalyzer.class, known, FailureHandler.handleMessage((message, unusable) -> {}))
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .map(FailureAnalysis::getDescription)
                .findFirst()
                .orElseThrow();
    }

    private void tidy() {
        try {
            FileSystemUtils.deleteRecursively(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + scratch + " cannot be deleted", e);
        }
    }

    @Override
    public void close() {
        tidy();
        try {
            Runtime.getRuntime().removeShutdownHook(tidying);
        } catch (IllegalStateException e) {
            // The process ends already.
        }
    }
}
