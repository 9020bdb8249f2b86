package org.extoledestination.platform.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.FileSystemUtils;

/** The folder of the profile {@code sandbox}; with {@code --fresh} it begins without the queue and the ids of its last run. */
final class SandboxFolder {

    private static final Logger log = LoggerFactory.getLogger(SandboxFolder.class);
    private static final String OPTION = "fresh";
    private static final String SANDBOX = "sandbox";

    /** The sandbox puts it into a folder that it finds empty, so that no other is emptied. */
    private static final String MARK = ".sandbox";

    private SandboxFolder() {}

    /**
     * That of the sandbox, where {@code named} is the folder of real runs: Spring Boot reads the variable DATA_DIR as the
     * setting {@code data-dir} too, before the file of the profile.
     */
    static Path of(Path named, Environment settings) {
        return isSandbox(settings) && named.equals(around(settings)) ? named.resolve(SANDBOX) : named;
    }

    private static boolean isSandbox(Environment settings) {
        return settings.acceptsProfiles(Profiles.of(SANDBOX));
    }

    private static Path around(Environment settings) {
        return Path.of(settings.getProperty("DATA_DIR", "./data").strip());
    }

    /** Whether a start is to be one. Only arguments count: a variable FRESH may belong to another program. */
    static boolean isAsked(String... arguments) {
        DefaultApplicationArguments given = new DefaultApplicationArguments(arguments);
        return given.containsOption(OPTION)
                && given.getOptionValues(OPTION).stream().allMatch("true"::equals);
    }

    /**
     * Empties the folder of the sandbox.
     *
     * @param folder the {@code data-dir} of this start
     * @param wait how long another process may take to leave it
     * @throws StartRefusedException if it may be that of a real run, or cannot be emptied
     */
    static void empty(Path folder, Duration wait, Environment settings) {
        if (!isSandbox(settings)) {
            throw refused("this start is without the profile 'sandbox'", null);
        }
        if (!folder.equals(around(settings).resolve(SANDBOX).toAbsolutePath().normalize())) {
            throw refused("data-dir is " + folder + ", and not DATA_DIR/sandbox", null);
        }
        if (Files.isSymbolicLink(folder)) {
            throw refused(folder + " is a link", null);
        }
        if (isUnused(folder)) {
            return;
        }
        if (!Files.exists(folder.resolve(MARK))) {
            throw refused(
                    folder + " has no file " + MARK + ", so the sandbox has not made it: look, and delete it", null);
        }
        FolderHolder.await(folder, wait);
        try (Stream<Path> kept = Files.list(folder)) {
            for (Path each : kept.toList()) {
                FileSystemUtils.deleteRecursively(each);
            }
            log.info("{} was emptied (--fresh)", folder);
        } catch (IOException e) {
            throw refused(folder + " cannot be emptied: " + DataFolder.reason(folder, e), e);
        }
    }

    /** Whether nothing is in it, or it is not there. */
    static boolean isUnused(Path folder) {
        try (Stream<Path> kept = Files.list(folder)) {
            return kept.findAny().isEmpty();
        } catch (IOException e) {
            return !Files.exists(folder);
        }
    }

    /** Says that it is the sandbox's from now on. */
    static void mark(Path folder, Environment settings) {
        if (isSandbox(settings)) {
            try {
                Files.writeString(folder.resolve(MARK), "");
            } catch (IOException e) {
                log.debug("{} bears no mark: {}", folder, DataFolder.reason(folder, e));
            }
        }
    }

    private static StartRefusedException refused(String why, @Nullable IOException cause) {
        return new StartRefusedException(
                "--fresh deletes what the sandbox has kept in DATA_DIR/sandbox, and " + why + '.',
                "Leave --fresh out, or start with --spring.profiles.active=sandbox and the data-dir of that profile.",
                cause);
    }
}
