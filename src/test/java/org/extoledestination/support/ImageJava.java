package org.extoledestination.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java of the image and the options that the image gives it, as {@code docker/Dockerfile} says them. */
public final class ImageJava {

    private static final Path DOCKERFILE = Path.of("docker/Dockerfile");
    private static final Pattern VERSION = Pattern.compile("(?m)^FROM eclipse-temurin:(\\d+)");
    private static final Pattern OPTIONS = Pattern.compile("(?m)^ENV JDK_JAVA_OPTIONS=\"(.+)\"$");
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    private ImageJava() {}

    /** The program {@code java} of that version, where this machine has one: by {@code JAVA_HOME_25} or so, or installed. */
    public static Optional<Path> find() {
        String version = said(VERSION);
        if (version.equals(String.valueOf(Runtime.version().feature()))) {
            return Optional.of(Path.of(JavaProcess.java()));
        }
        try (Stream<Path> installed = Files.isDirectory(INSTALLED) ? Files.list(INSTALLED) : Stream.empty()) {
            return Stream.concat(
                            Stream.ofNullable(System.getenv("JAVA_HOME_" + version))
                                    .map(Path::of),
                            installed.filter(
                                    each -> each.getFileName().toString().matches(".*\\b" + version + "\\b.*")))
                    .map(each -> each.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that an older Java does not know are nothing to it. */
    public static List<String> options() {
        List<String> options = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions"));
        options.addAll(List.of(said(OPTIONS).split(" ")));
        return options;
    }

    private static String said(Pattern what) {
        try {
            Matcher found = what.matcher(Files.readString(DOCKERFILE));
            if (!found.find()) {
                throw new IllegalStateException(DOCKERFILE + " has nothing like " + what);
            }
            return found.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
