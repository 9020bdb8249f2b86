package org.extoledestination.edit.routes;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;
import org.extoledestination.platform.telemetry.Shown;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Which routes lack a guard that the routes of this release have: a team's copies may be from before. They go on without
 * it, so it is no mistake, and nobody would notice.
 */
public final class MissingGuards {

    private static final Pattern CALL = Pattern.compile("(?:direct|seda):[^?\\s]+");

    private static final Map<Pattern, String> WITHOUT_OURS = Map.of(
            Pattern.compile("(?:activemq|jms|activemq6):"),
            "a message on which it fails comes again for ever and holds up the others. Read the queue by activemq-batch with"
                    + " parkTo (docs/recipes/second-queue.md)",
            Pattern.compile("platform-http:(?!/?(?:v1|segment)(?:/|$))"),
            "no limit of body, rate or key holds there, and it takes events while the queue is full. Use a path below /v1 or"
                    + " /segment");

    private final CamelContext context;
    private final ListableBeanFactory beans;

    MissingGuards(CamelContext context, ListableBeanFactory beans) {
        this.context = context;
        this.beans = beans;
    }

    /** One line for each, with the file of the route. */
    public List<String> lines() {
        Map<String, RouteText> routes = new LinkedHashMap<>();
        for (RouteDefinition route : Steps.model(context).getRouteDefinitions()) {
            Place.of(route).text().ifPresent(text -> routes.put(route.getInput().getEndpointUri(), text));
        }
        Stream<String> missing = guards().stream()
                .flatMap(guard -> Arrays.stream(guard.from()).flatMap(from -> missing(guard, from, routes)));
        return Stream.concat(missing, routes.entrySet().stream().flatMap(MissingGuards::withoutOurs))
                .distinct()
                .sorted()
                .toList();
    }

    /** Routes that begin with their own input. */
    private static Stream<String> withoutOurs(Map.Entry<String, RouteText> route) {
        String from = route.getKey().split("\\?", 2)[0];
        return WITHOUT_OURS.entrySet().stream()
                .filter(without -> without.getKey().matcher(from).lookingAt())
                .map(without -> route.getValue().name() + "  reads " + Shown.text(from) + ": " + without.getValue());
    }

    private Collection<Guards> guards() {
        return Arrays.stream(beans.getBeanNamesForAnnotation(Guards.class))
                .flatMap(name -> beans.findAllAnnotationsOnBean(name, Guards.class, false).stream())
                .toList();
    }

    private static Stream<String> missing(Guards guard, String from, Map<String, RouteText> routes) {
        return routes.entrySet().stream()
                .filter(route -> begins(route.getKey(), from))
                .filter(route -> reached(route.getValue(), routes).stream().noneMatch(text -> names(text, guard.by())))
                .map(route -> route.getValue().name() + "  lacks the guard '" + guard.by() + "': " + guard.without()
                        + ". Take it over from the routes of this release");
    }

    private static boolean begins(String uri, String from) {
        return uri.equals(from) || uri.startsWith(from + '?');
    }

    /** The route itself, and those that it calls. */
    private static Set<RouteText> reached(RouteText first, Map<String, RouteText> routes) {
        Set<RouteText> reached = new HashSet<>(Set.of(first));
        Deque<RouteText> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            Set<String> called = next.pop().entries().stream()
                    .flatMap(entry -> CALL.matcher(entry.expression()).results())
                    .map(call -> call.group())
                    .collect(Collectors.toSet());
            routes.forEach((uri, text) -> {
                if (called.stream().anyMatch(each -> begins(uri, each)) && reached.add(text)) {
                    next.push(text);
                }
            });
        }
        return reached;
    }

    private static boolean names(RouteText text, String guard) {
        String bean = guard.replaceFirst("\\..*", "");
        String method = guard.substring(bean.length()).replaceFirst("\\.", "");
        String written = text.entries().stream()
                .map(entry -> entry.key() + '=' + entry.expression())
                .collect(Collectors.joining("\n", "\n", "\n"));
        Stream<String> ways = method.isEmpty()
                ? Stream.of("\n\\w+=#?%s\n", "\n%s=", "[?&]%s=")
                : Stream.of("\nref=%s\nmethod=%s\\b", "\nmethod=%2$s\\b.*\nref=%1$s\n", "\\b%s(?:\\.|\\?method=)%s\\b");
        return ways.map(way -> way.formatted(bean, method))
                .anyMatch(way -> Pattern.compile(way).matcher(written).find());
    }
}
