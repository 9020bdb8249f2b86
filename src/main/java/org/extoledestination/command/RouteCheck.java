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
import org.apache.camel.CamelContext;
import org.extoledestination.ExtoleDestination;
import org.extoledestination.live.MisspeltSettingsException;
import org.extoledestination.routes.MissingGuards;
import org.extoledestination.routes.RouteMistakesException;
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
 * What {@code check} finds in settings and route files. The application itself starts, as a bystander: with all its
 * beans, so that what a route names is there or not, but without a port, with a broker and a database in a temporary
 * folder, and without a route that runs.
 *
 * @param mistakes one a line, each with its file; empty if all is sound
 * @param notes what is no mistake, and not as safe as it could be
 * @param summary what was checked
 */
record RouteCheck(List<String> mistakes, List<String> notes, String summary) {

    /** A mapping that any application can start with: mapping files are checked apart. */
    private static final String ANY_MAPPING = "when: { type: identify }\nsend: identify\n";

    private static final int MOST_FAULTY = 10;

    /** Instead of settings that have no default, where others are left out. */
    private static final List<String> SOUND =
            List.of("--delivery.events-url=http://127.0.0.1", "--delivery.api-url=http://127.0.0.1");

    static RouteCheck run(Environment settings) {
        Path folder = Path.of(settings.getProperty("routes.folder", "routes"));
        try {
            Path scratch = Files.createTempDirectory("extole-destination-check");
            try {
                Files.writeString(scratch.resolve("any.yaml"), ANY_MAPPING);
                return run(folder, arguments(settings, scratch), new ArrayList<>());
            } finally {
                FileSystemUtils.deleteRecursively(scratch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary folder cannot be used", e);
        }
    }

    private static List<String> arguments(Environment settings, Path scratch) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=-1",
                "--management.server.port=-1",
                "--camel.main.auto-startup=false",
                "--data-dir=" + scratch,
                "--management.token-file=",
                "--mapping.folder=" + scratch,
                "--queue.broker-url=",
                "--spring.datasource.url=jdbc:h2:mem:check;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE",
                "--spring.datasource.username=check",
                "--spring.datasource.password=",
                "--logging.threshold.console=OFF",
                "--logging.threshold.file=OFF"));
        arguments.addAll(keys(settings));
        return arguments;
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

    /** Starts anew without each setting that cannot be: what else is wrong is told with it. */
    private static RouteCheck run(Path folder, List<String> arguments, List<String> without) {
        AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();
        SpringApplication application = new SpringApplication(ExtoleDestination.class);
        application.addInitializers(started::set);
        application.addInitializers(context -> FaultySettings.hide(context.getEnvironment(), without));
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        try (ConfigurableApplicationContext context = application.run(arguments.toArray(String[]::new))) {
            return new RouteCheck(
                    List.of(),
                    context.getBean(MissingGuards.class).lines().stream()
                            .map(line -> folder.resolve(line).toString())
                            .toList(),
                    context.getBean(CamelContext.class).getRoutesSize() + " routes");
        } catch (RuntimeException e) {
            List<String> mistakes = new ArrayList<>(mistakes(folder, e, started.get()));
            List<String> faulty = new ArrayList<>(FaultySettings.namedBy(e));
            faulty.removeAll(without);
            if (!faulty.isEmpty() && without.size() < MOST_FAULTY) {
                without.addAll(faulty);
                List<String> sound = new ArrayList<>(arguments);
                SOUND.stream().filter(each -> !sound.contains(each)).forEach(sound::add);
                run(folder, sound, without).mistakes().stream()
                        .filter(mistake -> !mistakes.contains(mistake))
                        .forEach(mistakes::add);
            }
            return new RouteCheck(mistakes, List.of(), "");
        }
    }

    private static List<String> mistakes(
            Path folder, RuntimeException failure, @Nullable ConfigurableApplicationContext started) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RouteMistakesException refused) {
                return lines(refused)
                        .map(line -> line.startsWith(folder.toString())
                                ? line
                                : folder.resolve(line).toString())
                        .toList();
            }
            if (cause instanceof MisspeltSettingsException misspelt) {
                return misspelt.lines();
            }
        }
        return List.of(explained(failure, started));
    }

    private static Stream<String> lines(RouteMistakesException refused) {
        return Objects.requireNonNull(refused.getMessage())
                .lines()
                .filter(line -> line.startsWith("- "))
                .map(line -> line.substring(2));
    }

    /** What a start would say of it: Spring Boot's analyzers know settings that cannot be, and our own the rest. */
    private static String explained(RuntimeException failure, @Nullable ConfigurableApplicationContext started) {
        ArgumentResolver known = started == null
                ? ArgumentResolver.none()
                : ArgumentResolver.of(BeanFactory.class, started.getBeanFactory())
                        .and(Environment.class, started.getEnvironment());
        return SpringFactoriesLoader.forDefaultResourceLocation(RouteCheck.class.getClassLoader())
                .load(FailureAnalyzer.class, known, FailureHandler.handleMessage((message, unusable) -> {}))
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .map(FailureAnalysis::getDescription)
                .findFirst()
                .orElseThrow();
    }
}
