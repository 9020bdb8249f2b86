package org.extoledestination.recipes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.springframework.util.FileSystemUtils;

/** A folder with the shipped {@code routes} and {@code config}, and the application that runs in it. */
final class Installation implements AutoCloseable {

    private final Path folder;
    private final Map<Path, byte[]> shipped = new HashMap<>();
    private final ApplicationProcess application;

    Installation(URI extole, Path parent, String... settings) {
        this(extole, parent, new String[0], settings);
    }

    /** Does {@code recipes} before the start. */
    Installation(URI extole, Path parent, String[] recipes, String... settings) {
        this(parent, recipes, folder -> ApplicationProcess.inFolder(folder, extole, parent, settings));
    }

    /** Does {@code recipes}, then starts something in the folder. */
    Installation(Path parent, String[] recipes, Function<Path, ApplicationProcess> start) {
        this.folder = parent.resolve("installation");
        try {
            for (String part : new String[] {"routes", "config"}) {
                FileSystemUtils.copyRecursively(Path.of(part), folder.resolve(part));
            }
            for (Path file : files()) {
                shipped.put(file, Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Stream.of(recipes).forEach(this::follow);
        this.application = start.apply(folder);
    }

    Path folder() {
        return folder;
    }

    ApplicationProcess application() {
        return application;
    }

    /** Does what a page says. */
    void follow(String recipe) {
        Recipe.of(recipe).applyTo(folder);
    }

    /** Makes every file what it was. */
    void restore() throws IOException {
        for (Path file : files()) {
            if (!shipped.containsKey(file)) {
                Files.delete(file);
            }
        }
        for (Map.Entry<Path, byte[]> file : shipped.entrySet()) {
            if (!Files.exists(file.getKey()) || !Arrays.equals(Files.readAllBytes(file.getKey()), file.getValue())) {
                Files.createDirectories(file.getKey().resolveSibling(""));
                Files.write(file.getKey(), file.getValue());
            }
        }
    }

    private Iterable<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String part : new String[] {"routes", "config"}) {
            try (Stream<Path> found = Files.walk(folder.resolve(part))) {
                found.filter(Files::isRegularFile).forEach(all::add);
            }
        }
        return all;
    }

    /** Sends an event with the write key of the first source. */
    HttpResponse<String> send(String type, String event) {
        return send(Application.WRITE_KEY, type, event);
    }

    HttpResponse<String> send(String key, String type, String event) {
        HttpResponse<String> answer =
                Http.post(application.ingest(type.startsWith("/") ? type : "/v1/" + type), key, event);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("The event was not taken: " + answer.statusCode());
        }
        return answer;
    }

    /** What a counter has counted for an outcome; 0 if there is none yet. */
    double counted(String station, String outcome) {
        String page = Http.get(application.management("/actuator/prometheus")).body();
        Matcher found = Pattern.compile(
                        "(?m)^extole_destination_" + station + "_total\\{.*outcome=\"" + outcome + "\".*} (\\S+)$")
                .matcher(page);
        return found.find() ? Double.parseDouble(Objects.requireNonNull(found.group(1))) : 0;
    }

    @Override
    public void close() {
        application.close();
    }
}
