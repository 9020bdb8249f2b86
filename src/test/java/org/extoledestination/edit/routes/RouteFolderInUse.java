package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.extoledestination.platform.files.MistakesException;

/** A folder of route files, and a context of Camel's that reads them as the application does. */
final class RouteFolderInUse implements AutoCloseable {

    /** Error handling of the name {@code failures}: for which exception, and by which step. */
    static final String HANDLER = """
            - routeConfiguration:
                id: failures
                onException:
                  - onException:
                      exception: [%s]
                      handled: { constant: "true" }
                      steps:
                        - %s
            """;

    /** A bean that routes may name as {@code known}. */
    static final class Known {

        /** What a route may call. */
        public void method() {
            // The routes of these tests are not meant to do anything.
        }

        /** As that of heldEvents. */
        public void delay(String time) {
            method();
        }

        /** What fails. */
        public void fail() {
            throw new IllegalStateException("secret");
        }
    }

    private final Path folder;
    private final DefaultCamelContext context = new DefaultCamelContext();

    RouteFolderInUse(Path folder) {
        this.folder = folder;
        context.disableJMX();
        context.setSourceLocationEnabled(true);
        context.getCamelContextExtension().addInterceptStrategy(new StepFaults());
        context.getRegistry().bind("known", new Known());
        context.build();
    }

    RouteFolderInUse set(String key, String value) {
        context.getPropertiesComponent().addInitialProperty(key, value);
        return this;
    }

    RouteFolderInUse file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    RouteFolderInUse file(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A sound route with these steps, each on its own lines from line 7 on. */
    RouteFolderInUse route(String id, String steps) {
        return file(id + ".camel.yaml", """
                - route:
                    id: %s
                    description: For a test.
                    from:
                      uri: direct:%s
                      steps:
                %s    errorHandler: { noErrorHandler: {} }
                """.formatted(id, id, steps.indent(8)));
    }

    CamelContext context() {
        return context;
    }

    CamelContext load() {
        new RouteFiles(folder).load(context);
        return context;
    }

    /** What is said of the files, which are refused. */
    List<String> mistakes() {
        MistakesException refused = assertThatExceptionOfType(MistakesException.class)
                .isThrownBy(this::load)
                .actual();
        return String.valueOf(refused.getMessage())
                .lines()
                .skip(1)
                .map(line -> line.substring("- ".length()))
                .toList();
    }

    /** Loads the files and runs the routes. */
    CamelContext start() {
        load();
        context.start();
        return context;
    }

    @Override
    public void close() {
        context.stop();
    }
}
