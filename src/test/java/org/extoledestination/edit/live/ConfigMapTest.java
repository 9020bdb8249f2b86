package org.extoledestination.edit.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Routes and mappings out of config maps, as Kubernetes mounts them: each file is a link through {@code ..data}, which leads
 * to another folder after an edit.
 */
@Tag("slow")
class ConfigMapTest {

    @TempDir
    private Path temp;

    @Test
    void editsOfRoutesAndMappingsAreTaken() throws IOException {
        Path routes = mount("routes", Path.of("routes"));
        Path mappings = mount("mappings", Path.of("config/mappings"));
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        sandbox.uri(), temp.resolve("data"), "routes.folder=" + routes, "mapping.folder=" + mappings)) {
            SandboxView extole = new SandboxView(sandbox.uri());
            send(application, "u-1");
            await().until(() -> extole.eachEvents("/event_name").equals(List.of("Song Played")));

            edit(mappings, "song.yaml", """
                    when: { type: track, event: Song Played }
                    send: Tune Played
                    data:
                      partner_user_id: { from: userId }
                      segment_message_id: { from: messageId }
                    """);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                send(application, "u-2");
                return extole.eachEvents("/event_name").contains("Tune Played");
            });

            String track = Files.readString(routes.resolve("31-track.camel.yaml"));
            edit(routes, "31-track.camel.yaml", track.replace("- bean: { ref: mapping, method: map }", """
                            - setHeader: { name: was, simple: "${body.put('event', 'Live')}" }
                                    - bean: { ref: mapping, method: map }"""));
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                send(application, "u-3");
                return extole.eachEvents("/event_name").contains("Live");
            });
            assertThat(application.health("routes").at("/details/refusedEdit").isMissingNode())
                    .isTrue();
        }
    }

    private static void send(Application application, String person) {
        assertThat(application
                        .post("/v1/track", "{\"userId\": \"%s\", \"event\": \"Song Played\"}".formatted(person))
                        .statusCode())
                .isEqualTo(200);
    }

    /** The files of a folder, as those of a config map: none of what is below it. */
    private Path mount(String name, Path from) throws IOException {
        Path folder = Files.createDirectory(temp.resolve(name));
        Path first = Files.createDirectory(folder.resolve("..1"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, first.resolve(file.getFileName()));
                Files.createSymbolicLink(
                        folder.resolve(file.getFileName()), Path.of("..data").resolve(file.getFileName()));
            }
        }
        return folder;
    }

    /** As the kubelet does it: a new folder, then one rename, then what was there before is deleted. */
    private static void edit(Path folder, String name, String text) throws IOException {
        Path first = folder.resolve("..1");
        Path second = Files.createDirectory(folder.resolve("..2"));
        try (Stream<Path> files = Files.list(first)) {
            for (Path file : files.toList()) {
                Files.copy(file, second.resolve(file.getFileName()));
            }
        }
        Files.writeString(second.resolve(name), text);
        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
        Files.move(
                folder.resolve("..data_tmp"),
                folder.resolve("..data"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        if (!Files.exists(folder.resolve(name))) {
            Files.createSymbolicLink(folder.resolve(name), Path.of("..data").resolve(name));
        }
        try (Stream<Path> files = Files.list(first)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(first);
    }
}
