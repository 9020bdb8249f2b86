package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.Objects;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

/** What Camel throws when routes do not start, said in words. The whole start is tested by RefusedStartTest. */
class RouteMistakesAnalyzerTest {

    private static final String SECRET = "s3cr3t-value";

    @TempDir
    private Path folder;

    private FailureAnalysis analysis(Throwable failure) {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("routes.folder", folder.toString())
                .withProperty("key", SECRET);
        return Objects.requireNonNull(
                new RouteMistakesAnalyzer(environment).analyze(new IllegalStateException("around", failure)));
    }

    @Test
    void aRouteThatCannotStartIsNamedWithFileAndLine() {
        try (RouteFolderInUse routes = new RouteFolderInUse(folder)) {
            routes.set("key", SECRET).file("a.camel.yaml", """
                    - route:
                        id: a
                        description: d
                        from: { uri: "http://127.0.0.1/{{key}}", steps: [ { log: x } ] }
                        errorHandler: { noErrorHandler: {} }
                    """);

            FailureAnalysis analysis = analysis(catchThrowable(routes::start));

            assertThat(analysis.getDescription())
                    .isEqualTo("1 mistake in the route files\n"
                            + "- a.camel.yaml:4  route 'a' does not start: Cannot consume from http endpoint");
            assertThat(analysis.getAction()).startsWith("Correct these lines");
        }
    }

    @Test
    void aRouteThatCannotBeCreatedShowsNoSecret() {
        try (RouteFolderInUse routes = new RouteFolderInUse(folder)) {
            routes.set("key", SECRET).route("a", "- to: nocomponent:{{key}}");
            String file = "file:" + folder.resolve("a.camel.yaml").toAbsolutePath();

            Throwable failure = catchThrowable(() -> {
                PluginHelper.getRoutesLoader(routes.context())
                        .loadRoutes(ResourceHelper.resolveResource(routes.context(), file));
                routes.context().start();
            });

            assertThat(failure).isInstanceOf(FailedToCreateRouteException.class);
            assertThat(analysis(failure).getDescription())
                    .contains("route 'a' does not start: ", "nocomponent", "{{key}}")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void otherFailuresAreLeftToOthers() {
        assertThat(new RouteMistakesAnalyzer(new MockEnvironment()).analyze(new IllegalStateException("no route")))
                .isNull();
    }
}
