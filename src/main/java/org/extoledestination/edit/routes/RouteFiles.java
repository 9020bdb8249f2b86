package org.extoledestination.edit.routes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;

/** Loads {@code *.camel.yaml} of one folder into a context, or says everything that is wrong with them. */
record RouteFiles(Path folder) {

    /**
     * Loads all files into a context that has not been started, and does not start it.
     *
     * @throws MistakesException if anything is wrong; the context cannot be used then
     */
    void load(CamelContext context) {
        List<Path> files = new RouteFolder(folder).files();
        List<Mistake> mistakes = new ArrayList<>();
        RouteRules rules = new RouteRules(context, mistakes);
        List<RouteText> texts = files.stream()
                .flatMap(file -> RouteText.read(file, mistakes::add).stream())
                .toList();
        texts.forEach(rules::check);
        boolean complete = load(texts, context, rules, mistakes) == files.size();
        check(context, rules, complete, mistakes);
        if (!mistakes.isEmpty()) {
            Masking masking = new Masking(texts, context.getPropertiesComponent()::resolveProperty);
            throw RouteFolder.refused(mistakes.stream().map(masking::apply));
        }
    }

    /** Loads error handling first: a route takes it up when it is loaded, whatever the files are called. */
    private static long load(List<RouteText> files, CamelContext context, RouteRules rules, List<Mistake> mistakes) {
        Map<RouteText, Collection<RoutesBuilder>> builders = new LinkedHashMap<>();
        for (RouteText file : files) {
            attempt(file, mistakes, () -> builders.put(file, loadConfigurations(file, context)));
        }
        return builders.entrySet().stream()
                .filter(each -> attempt(each.getKey(), mistakes, () -> {
                    loadRoutes(each.getValue(), context);
                    rules.checkLoaded(each.getKey());
                }))
                .count();
    }

    private static Collection<RoutesBuilder> loadConfigurations(RouteText file, CamelContext context) throws Exception {
        Collection<RoutesBuilder> builders = PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.resolveResource(
                        context, "file:" + file.path().toAbsolutePath()));
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                configurations.addRouteConfigurationsToCamelContext(context);
            }
        }
        return builders;
    }

    private static void loadRoutes(Collection<RoutesBuilder> builders, CamelContext context) throws Exception {
        for (RoutesBuilder builder : builders) {
            context.addRoutes(builder);
        }
    }

    /** An operation that may fail because of a file. */
    private interface Loading {
        void run() throws Exception;
    }

    private static boolean attempt(RouteText file, List<Mistake> mistakes, Loading loading) {
        try {
            loading.run();
            return true;
        } catch (Exception e) {
            mistakes.add(Reasons.inFile(file.name(), e));
            return false;
        }
    }

    /** Checks what was loaded; calls between files only if all of them are there. */
    private static void check(CamelContext context, RouteRules rules, boolean allLoaded, List<Mistake> mistakes) {
        boolean complete = allLoaded;
        RouteEndpoints endpoints = new RouteEndpoints(context, mistakes);
        for (RouteConfigurationDefinition configuration : Steps.model(context).getRouteConfigurationDefinitions()) {
            for (OnExceptionDefinition handler : configuration.getOnExceptions()) {
                endpoints.check(handler.getOutputs());
            }
        }
        for (RouteDefinition route : Steps.model(context).getRouteDefinitions()) {
            rules.check(route);
            mistakes.addAll(StepOrder.mistakes(route));
            if (route.getInput() == null) {
                complete = false;
                continue;
            }
            endpoints.check(route);
            if (complete) {
                rules.checkConfiguration(route);
            }
        }
        if (complete) {
            endpoints.checkCalls();
            new EventWay(endpoints, mistakes).check();
        }
        new RouteBuilds(context, endpoints.refused(), mistakes).check();
    }
}
