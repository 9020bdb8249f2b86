package org.extoledestination.edit.routes;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.extoledestination.edit.live.EditRefusedException;
import org.extoledestination.edit.routes.RouteSet.Changes;
import org.extoledestination.edit.routes.RouteSet.Entry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

/**
 * Camel's own reload, with {@code removeAllRoutes} off, behind our check: what {@link LiveRoutes} is measured beside by
 * {@code LiveEditsUnderLoadTest}. Camel reloads what a file holds; it is told of each file that an edit concerns, and a
 * route that is gone is stopped and removed by its route controller.
 */
final class CamelReload implements RouteExchange {

    private static final class Reload extends RouteWatcherReloadStrategy {

        Reload(CamelContext context) {
            setCamelContext(context);
            setRemoveAllRoutes(false);
        }

        void reload(Collection<Resource> files) {
            onRouteReload(files, false);
        }
    }

    private final CamelContext context;
    private final ExpectedRoutes expected;
    private final Reload reload;
    private RouteSet running;

    private CamelReload(CamelContext context, ExpectedRoutes expected, RouteSet running) {
        this.context = context;
        this.expected = expected;
        this.reload = new Reload(context);
        this.running = running;
    }

    @Override
    public String take(RouteSet next) throws EditRefusedException {
        Changes changes = running.changesTo(next);
        try {
            reload.reload(Stream.concat(
                            files(next.configurations(), changes.configurations()),
                            Stream.of(changes.steps(), changes.shells(), changes.added())
                                    .flatMap(ids -> files(next.routes(), ids)))
                    .distinct()
                    .map(file ->
                            PluginHelper.getResourceLoader(context).resolveResource("file:" + file.toAbsolutePath()))
                    .toList());
            for (String id : changes.removed()) {
                context.getRouteController().stopRoute(id);
                context.removeRoute(id);
                Steps.model(context)
                        .removeRouteDefinition(
                                Objects.requireNonNull(Steps.model(context).getRouteDefinition(id)));
            }
        } catch (Exception e) {
            throw EditRefusedException.wrong(List.of(Reasons.firstLine(e)));
        }
        running = next;
        expected.expectAllLoaded();
        return changes.toString();
    }

    private static Stream<Path> files(Map<String, Entry> entries, Set<String> ids) {
        return ids.stream()
                .filter(entries::containsKey)
                .map(id -> Objects.requireNonNull(entries.get(id)).file());
    }

    @Override
    public void tidy() {
        // Camel has ended what it exchanged.
    }

    /** With {@code -Dlive.exchange=camel}. The application looks for its beans in classes of such names alone. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "live.exchange", havingValue = "camel")
    static class CamelReloadConfiguration {

        @Bean
        @Lazy
        @Primary
        RouteExchange camelReload(CamelContext context, ExpectedRoutes expected, RoutesSettings settings) {
            return new CamelReload(context, expected, RouteSet.read(settings.folder()));
        }
    }
}
