package org.extoledestination.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.extoledestination.command.Bystander.RefusedStartException;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.routes.MissingGuards;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * What {@code check} finds in settings, route files and the tests of routes.
 *
 * @param mistakes one a line, each with its file; empty if all is sound
 * @param notes what is no mistake, and not as safe as it could be
 * @param summary what was checked
 */
record RouteCheck(List<String> mistakes, List<String> notes, String summary) {

    /** So that tests hold in every environment, as those of mappings do. */
    private static final String NO_CONTAINER = "--mapping.container=";

    private static final int MOST_FAULTY = 10;

    /** Instead of settings that have no default, where others are left out. */
    private static final List<String> SOUND =
            List.of(NO_CONTAINER, "--delivery.events-url=http://127.0.0.1", "--delivery.api-url=http://127.0.0.1");

    /** {@code mappings}: those of the folder, if they can be used: route tests need them. */
    static RouteCheck run(Environment settings, Optional<Mappings> mappings) {
        Path folder = mappings.isEmpty() ? null : Path.of(settings.getProperty("mapping.folder", "config/mappings"));
        try (Bystander bystander = new Bystander(settings, folder)) {
            return run(bystander, mappings, List.of(NO_CONTAINER), new ArrayList<>());
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary folder cannot be used", e);
        }
    }

    private static RouteCheck of(Bystander bystander, Optional<Mappings> mappings, ApplicationContext beans) {
        Path routes = bystander.routes();
        Path tests = routes.resolve("tests");
        List<String> mistakes = mappings.map(
                        known -> new RouteTests(EventMapper.of(beans, known, null, false)).run(tests))
                .map(failed -> MappingCheck.lines(routes, failed))
                .orElse(List.of());
        return new RouteCheck(
                mistakes,
                beans.getBean(MissingGuards.class).lines().stream()
                        .map(line -> routes.resolve(line).toString())
                        .toList(),
                beans.getBean(CamelContext.class).getRoutesSize() + " routes, " + MappingCheck.count(tests)
                        + " route tests");
    }

    /** Starts anew without each setting that cannot be: what else is wrong is told with it. */
    private static RouteCheck run(
            Bystander bystander, Optional<Mappings> mappings, List<String> further, List<String> without) {
        try (ConfigurableApplicationContext context = bystander.start(further, without)) {
            return of(bystander, mappings, context);
        } catch (RefusedStartException e) {
            List<String> mistakes = new ArrayList<>(e.mistakes());
            List<String> faulty = new ArrayList<>(FaultySettings.namedBy(e));
            faulty.removeAll(without);
            if (!faulty.isEmpty() && without.size() < MOST_FAULTY) {
                without.addAll(faulty);
                run(bystander, mappings, SOUND, without).mistakes().stream()
                        .filter(mistake -> !mistakes.contains(mistake))
                        .forEach(mistakes::add);
            }
            return new RouteCheck(mistakes, List.of(), "");
        }
    }
}
