package org.extoledestination.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.extoledestination.command.Bystander.RefusedStartException;
import org.extoledestination.edit.routes.MissingGuards;
import org.extoledestination.mapping.AnonymousPolicy;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.MappingTests;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** The result of {@code check}: mistakes in settings, route files, mapping files and the tests of both. */
final class Check {

    /** With this, tests give the same result in every environment, like those of mappings. */
    private static final String NO_CONTAINER = "--mapping.container=";

    private static final int MOST_FAULTY = 10;

    /** Instead of settings that have no default, where others are left out. */
    private static final List<String> SOUND =
            List.of(NO_CONTAINER, "--delivery.events-url=http://127.0.0.1", "--delivery.api-url=http://127.0.0.1");

    /** One a line, each with its file; empty if all is valid. */
    final List<String> mistakes = new ArrayList<>();
    /** Notes: no mistakes, but less safe than possible. */
    final List<String> notes = new ArrayList<>();
    /** What was checked. */
    final List<String> summary = new ArrayList<>();

    static Check run(Environment settings) {
        Path folder = Path.of(settings.getProperty("mapping.folder", "config/mappings"));
        Check mapping = new Check();
        Optional<Mappings> mappings = mapping.mappings(folder, settings);
        Check all = new Check();
        try (Bystander bystander = new Bystander(settings, mappings.isEmpty() ? null : folder)) {
            all.routes(bystander, mappings, List.of(NO_CONTAINER), new ArrayList<>());
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary folder cannot be used", e);
        }
        all.mistakes.addAll(mapping.mistakes);
        all.summary.addAll(mapping.summary);
        return all;
    }

    /** The mappings, if they are valid: route tests need them. */
    private Optional<Mappings> mappings(Path folder, Environment settings) {
        try {
            Mappings mappings = Mappings.read(folder, mappingSettings(settings));
            Path tests = folder.resolve("tests");
            addAll(folder, MappingTests.run(tests, mappings));
            summary.add(mappings.infos().size() + " mapping files, " + count(tests) + " mapping tests");
            return Optional.of(mappings);
        } catch (MistakesException e) {
            addAll(folder, e.mistakes());
            return Optional.empty();
        }
    }

    private static MappingSettings mappingSettings(Environment settings) {
        try {
            return MappingSettings.of(Binder.get(settings)).forTests();
        } catch (BindException e) {
            // Reported with all other invalid settings.
            return new MappingSettings(AnonymousPolicy.SEND, Optional.empty());
        }
    }

    /** Starts again without each invalid setting, so that all other mistakes are reported too. */
    private void routes(Bystander bystander, Optional<Mappings> mappings, List<String> further, List<String> without) {
        try (ConfigurableApplicationContext context = bystander.start(further, without)) {
            mappings.ifPresent(known -> routeTests(bystander.routes(), known, context));
            if (without.isEmpty()) {
                notes(bystander.routes(), context);
            }
        } catch (RefusedStartException e) {
            e.mistakes().stream().filter(mistake -> !mistakes.contains(mistake)).forEach(mistakes::add);
            List<String> faulty = new ArrayList<>(FaultySettings.namedBy(e));
            faulty.removeAll(without);
            if (!faulty.isEmpty() && without.size() < MOST_FAULTY) {
                without.addAll(faulty);
                routes(bystander, mappings, SOUND, without);
            }
        }
    }

    private void routeTests(Path routes, Mappings mappings, ApplicationContext beans) {
        RouteTests tests = new RouteTests(EventMapper.of(beans, mappings, null, false));
        addAll(routes, tests.run(routes.resolve("tests")));
    }

    private void notes(Path routes, ApplicationContext beans) {
        beans.getBean(MissingGuards.class).lines().forEach(line -> notes.add(within(routes, line)));
        summary.add(beans.getBean(CamelContext.class).getRoutesSize() + " routes, " + count(routes.resolve("tests"))
                + " route tests");
    }

    private void addAll(Path folder, List<Mistake> found) {
        found.forEach(mistake -> mistakes.add(within(folder, mistake.toString())));
    }

    /** A line with the folder before the file that it begins with. */
    static String within(Path folder, String line) {
        return line.startsWith(folder.toString()) ? line : folder.resolve(line).toString();
    }

    /** How many tests there are. */
    private static long count(Path tests) {
        if (!Files.isDirectory(tests)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(tests)) {
            return all.filter(Files::isDirectory).count();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + tests + " cannot be read", e);
        }
    }
}
