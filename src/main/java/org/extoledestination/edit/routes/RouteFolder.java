package org.extoledestination.edit.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;

/** The folder of the route files. */
record RouteFolder(Path folder) {

    private static final String SUFFIX = ".camel.yaml";

    /**
     * Its route files, by name.
     *
     * @throws MistakesException if there are none, or if a file only looks like one and would be passed over
     */
    List<Path> files() {
        if (!Files.isDirectory(folder)) {
            throw mistake("the folder does not exist. Start where the folders 'routes' and 'config' are,"
                    + " or set routes.folder");
        }
        List<Path> files = list();
        List<Mistake> passedOver = files.stream()
                .filter(RouteFolder::isYaml)
                .flatMap(file -> whyPassedOver(file).stream())
                .toList();
        if (!passedOver.isEmpty()) {
            throw refused(passedOver.stream());
        }
        List<Path> routes = files.stream().filter(RouteFolder::isRouteFile).toList();
        if (routes.isEmpty()) {
            throw mistake("the folder holds no *" + SUFFIX + " file: nothing would be delivered");
        }
        return routes;
    }

    private static Optional<Mistake> whyPassedOver(Path file) {
        Optional<String> reason = Optional.empty();
        if (Files.isDirectory(file)) {
            reason = Optional.of("this is a folder, and its files would not be read. Move them up, or rename it");
        } else if (!Files.isRegularFile(file)) {
            reason = Optional.of("the link leads to no file. Mend it, or remove it");
        } else if (!isRouteFile(file)) {
            reason = Optional.of("would not be read: name it *" + SUFFIX + ", or move it away");
        }
        return reason.map(why -> new Mistake(Mistake.fileName(file), 0, why));
    }

    private List<Path> list() {
        try (Stream<Path> listed = Files.list(folder)) {
            // Editors keep their locks and copies in hidden files.
            return listed.filter(file -> !Mistake.fileName(file).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw mistake("the folder cannot be read: " + e.getMessage());
        }
    }

    private static boolean isRouteFile(Path file) {
        return Mistake.fileName(file).endsWith(SUFFIX);
    }

    private static boolean isYaml(Path file) {
        String name = Mistake.fileName(file);
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private MistakesException mistake(String message) {
        return refused(Stream.of(new Mistake(folder.toString(), 0, message)));
    }

    /** Why route files cannot run: each mistake once, in reading order. */
    static MistakesException refused(Stream<Mistake> mistakes) {
        return new MistakesException(
                "the route files",
                mistakes.distinct().sorted().toList(),
                "Correct these lines and start again. docs/routes.md explains each route and what it may use.");
    }
}
