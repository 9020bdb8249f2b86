package org.extoledestination.edit.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** A folder of route files, and a context of Camel's that reads them as the application does. */
final class RouteFolderInUse implements AutoCloseable {

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
