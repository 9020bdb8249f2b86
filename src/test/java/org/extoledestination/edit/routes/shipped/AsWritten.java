package org.extoledestination.edit.routes.shipped;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Loads the routes again that a test has advised or started, as their files say: {@code AdviceWith} changes the definition
 * itself, with the error handling that it shares with other routes.
 */
final class AsWritten implements BeforeEachCallback, AfterEachCallback {

    private static final String FAILURES = "failures";

    private final Map<String, String> written = new HashMap<>();

    @Override
    public void beforeEach(ExtensionContext test) {
        ModelCamelContext context = context(test);
        context.getRouteDefinitions().forEach(route -> written.put(route.getRouteId(), route.toString()));
        written.put(FAILURES, failures(context));
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        ModelCamelContext context = context(test);
        MockEndpoint.resetMocks(context);
        // Routes hold the handlers that were there when they were loaded.
        boolean isShared = !failures(context).equals(written.get(FAILURES));
        List<Resource> changed = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("routes")).filter(Files::isRegularFile)) {
            for (Path file : files.sorted().toList()) {
                String id = String.valueOf(file.getFileName()).replaceAll("^\\d\\d-|[.].*", "");
                if (isShared || (!id.equals(FAILURES) && !isAsWritten(context, id))) {
                    changed.add(ResourceHelper.resolveResource(context, "file:" + file.toAbsolutePath()));
                }
            }
        }
        PluginHelper.getRoutesLoader(context).updateRoutes(changed);
    }

    private boolean isAsWritten(ModelCamelContext context, String id) {
        RouteDefinition route = context.getRouteDefinition(id);
        return route != null
                && route.toString().equals(written.get(id))
                && context.getRouteController().getRouteStatus(id) != ServiceStatus.Started;
    }

    private static String failures(ModelCamelContext context) {
        return context.getRouteConfigurationDefinitions().stream()
                .map(RouteConfigurationDefinition::getOnExceptions)
                .toList()
                .toString();
    }

    private static ModelCamelContext context(ExtensionContext test) {
        return SpringExtension.getApplicationContext(test).getBean(ModelCamelContext.class);
    }
}
