package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.extoledestination.ExtoleDestination;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.support.SharedClasses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as a process of its own, with routes that will not do. */
@Tag("slow")
class RefusedStartTest {

    private static final String SECRET = "s3cr3t-of-this-test";

    @TempDir
    private Path folder;

    @Test
    void aMissingFolderStopsTheStart() throws Exception {
        assertThat(refusalOf(folder.resolve("nowhere")))
                .contains("nowhere  the folder does not exist")
                .contains("set routes.folder");
    }

    @Test
    void mistakesInTheShippedRoutesStopTheStartAllAtOnce() throws Exception {
        Path routes = copyOfShippedRoutes();
        edit(routes.resolve("31-track.camel.yaml"), "ref: mapping", "ref: maping");
        edit(routes.resolve("40-delivery.camel.yaml"), "throwExceptionOnFailure", "throwExceptionOnFailur");

        assertThat(refusalOf(routes))
                .contains("4 mistakes in the route files")
                .contains("31-track.camel.yaml:8  No bean could be found in the registry for: maping")
                .contains("'throwExceptionOnFailur'. Did you mean 'throwExceptionOnFailure'?");
    }

    @Test
    void aRouteThatCannotStartStopsTheStart() throws Exception {
        Path routes = copyOfShippedRoutes();
        Files.writeString(routes.resolve("60-extra.camel.yaml"), """
                - route:
                    id: extra
                    description: Camel cannot listen to a client.
                    from: { uri: "http://127.0.0.1/{{delivery.api-key}}", steps: [ { log: x } ] }
                    errorHandler: { noErrorHandler: {} }
                """);

        assertThat(refusalOf(routes))
                .contains("60-extra.camel.yaml:4  route 'extra' does not start: Cannot consume from http endpoint");
    }

    private Path copyOfShippedRoutes() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(Mistake.fileName(file)));
            }
        }
        return copy;
    }

    private static void edit(Path file, String old, String changed) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, changed));
    }

    private String refusalOf(Path routes) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command(routes))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isEqualTo(1);
        assertThat(said)
                .contains("APPLICATION FAILED TO START", "Description:", "Action:")
                .doesNotContain(SECRET)
                .doesNotContain("\tat ");
        return said;
    }

    private List<String> command(Path routes) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(SharedClasses.options());
        command.add(ExtoleDestination.class.getName());
        URI nobody = URI.create("http://127.0.0.1:1");
        command.addAll(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--data-dir=" + folder.resolve("data"),
                "--routes.folder=" + routes,
                "--ingest.sources[0].name=segment",
                "--ingest.sources[0].write-keys=key",
                "--delivery.events-url=" + nobody,
                "--delivery.api-url=" + nobody,
                "--delivery.api-key=" + SECRET));
        return command;
    }
}
