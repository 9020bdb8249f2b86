package org.extoledestination.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** Loads {@code *.camel.yaml} of one folder into a context, or says everything that is wrong with them. */
final class RouteFiles {

    static final String SUFFIX = ".camel.yaml";

    private static final Pattern PLACE = Pattern.compile("line (\\d+)");

    private final Path folder;

    RouteFiles(Path folder) {
        this.folder = folder;
    }

    /** Loads all files; the context is not started by this. */
    void load(CamelContext context) {
        List<RouteMistake> mistakes = new ArrayList<>();
        Map<String, String> fileOfRoute = new HashMap<>();
        for (Path file : files()) {
            load(file, context, fileOfRoute, mistakes);
        }
        if (mistakes.isEmpty()) {
            mistakes.addAll(mistakesInModel(context));
        }
        if (!mistakes.isEmpty()) {
            throw new RouteMistakesException(mistakes);
        }
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            throw mistake("the folder does not exist. Start where the folders 'routes' and 'config' are,"
                    + " or set routes.folder");
        }
        try (Stream<Path> listed = Files.list(folder)) {
            List<Path> files = listed.filter(
                            file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw mistake("the folder holds no *" + SUFFIX + " file: nothing would be delivered");
            }
            return files;
        } catch (IOException e) {
            throw mistake("the folder cannot be read: " + e.getMessage());
        }
    }

    private RouteMistakesException mistake(String message) {
        return new RouteMistakesException(List.of(new RouteMistake(folder.toString(), 0, message)));
    }

    private static void load(
            Path file, CamelContext context, Map<String, String> fileOfRoute, List<RouteMistake> mistakes) {
        String name = file.getFileName().toString();
        try {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveResource(context, "file:" + file.toAbsolutePath()));
        } catch (Exception e) {
            mistakes.add(new RouteMistake(name, line(e), reason(e, file)));
            return;
        }
        List<RouteDefinition> mine = model(context).getRouteDefinitions().stream()
                .filter(route -> fileName(route.getLocation()).equals(name))
                .toList();
        if (mine.size() > 1) {
            mistakes.add(new RouteMistake(
                    name,
                    mine.get(1).getLineNumber(),
                    "a second route. One route a file, so that each can be changed alone"));
        }
        for (RouteDefinition route : mine) {
            String other = fileOfRoute.put(route.getRouteId(), name);
            if (other != null) {
                mistakes.add(new RouteMistake(
                        name, route.getLineNumber(), "route id '" + route.getRouteId() + "' is taken by " + other));
            }
        }
    }

    private static List<RouteMistake> mistakesInModel(CamelContext context) {
        List<RouteMistake> mistakes = new ArrayList<>();
        RouteEndpoints endpoints = new RouteEndpoints(context);
        Set<String> configurations = new HashSet<>();
        for (RouteConfigurationDefinition configuration : model(context).getRouteConfigurationDefinitions()) {
            configurations.add(configuration.getId());
            for (OnExceptionDefinition handler : configuration.getOnExceptions()) {
                mistakes.addAll(endpoints.mistakes(fileName(configuration.getLocation()), handler.getOutputs()));
            }
        }
        Map<String, RouteDefinition> byInput = new HashMap<>();
        for (RouteDefinition route : model(context).getRouteDefinitions()) {
            mistakes.addAll(formalMistakes(route, configurations));
            mistakes.addAll(endpoints.mistakes(route));
            RouteDefinition twin = byInput.put(route.getInput().getEndpointUri(), route);
            if (twin != null) {
                mistakes.add(mistake(route, "has the same 'from' as " + fileName(twin.getLocation())));
            }
        }
        return mistakes;
    }

    private static List<RouteMistake> formalMistakes(RouteDefinition route, Set<String> configurations) {
        List<RouteMistake> mistakes = new ArrayList<>();
        if (!route.hasCustomIdAssigned()) {
            mistakes.add(mistake(route, "the route has no 'id'"));
        }
        if (route.getDescription() == null || route.getDescription().isBlank()) {
            mistakes.add(mistake(route, "the route has no 'description': say in a sentence what it does"));
        }
        String wanted = route.getRouteConfigurationId();
        if (wanted != null && !configurations.contains(wanted)) {
            mistakes.add(mistake(
                    route,
                    "there is no routeConfiguration '" + wanted + "': errors would go unhandled. Known: "
                            + String.join(", ", configurations.stream().sorted().toList())));
        }
        return mistakes;
    }

    private static RouteMistake mistake(RouteDefinition route, String message) {
        return new RouteMistake(fileName(route.getLocation()), route.getLineNumber(), message);
    }

    static String fileName(@Nullable String location) {
        if (location == null) {
            return "";
        }
        String path = location.replaceFirst("^file:", "").replaceFirst(":\\d+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Model model(CamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    private static int line(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            Matcher place = PLACE.matcher(String.valueOf(cause.getMessage()));
            if (place.find()) {
                return Integer.parseInt(place.group(1));
            }
        }
        return 0;
    }

    private static String reason(Exception e, Path file) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = String.valueOf(root.getMessage() == null ? e.getMessage() : root.getMessage());
        return text.lines().findFirst().orElse(text).replace(" in file:" + file.toAbsolutePath(), "");
    }
}
