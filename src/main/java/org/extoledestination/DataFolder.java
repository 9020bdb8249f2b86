package org.extoledestination;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.extoledestination.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Makes {@code data-dir} and what is in it readable to this user alone, before anything is written: events wait there.
 * Broker and database make their files themselves, so what guards those is the folder around them. Does nothing on file
 * systems without owners and permissions.
 */
public final class DataFolder implements ApplicationListener<ApplicationPreparedEvent> {

    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    /** What this application makes in it. */
    private static final List<String> OURS = List.of("broker", "database");

    /** The folder of the profile of that name, and what a file system has at its root. */
    private static final List<String> BESIDE = List.of("sandbox", "lost+found");

    @Override
    public void onApplicationEvent(ApplicationPreparedEvent event) {
        String folder = event.getApplicationContext().getEnvironment().getProperty("data-dir", "");
        if (!folder.isBlank()) {
            guard(Path.of(folder).toAbsolutePath().normalize());
        }
    }

    /** The same for one folder. */
    static void guard(Path folder) {
        try {
            if (hasPermissions(folder)) {
                make(folder);
                tighten(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            warn(folder, FaultPlace.of(e));
        }
    }

    private static boolean hasPermissions(Path folder) throws IOException {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.getFileStore(there).supportsFileAttributeView("posix");
    }

    private static void make(Path folder) throws IOException {
        Path around = folder.getParent();
        if (around != null) {
            Files.createDirectories(around);
        }
        for (Path each : List.of(folder, folder.resolve(OURS.get(0)), folder.resolve(OURS.get(1)))) {
            if (!Files.exists(each)) {
                Files.createDirectory(each, PosixFilePermissions.asFileAttribute(FOLDER));
            }
        }
    }

    /** A folder that others use too is left to them: to shut it could stop a whole machine. */
    private static void tighten(Path folder) throws IOException {
        for (String ours : OURS) {
            try (Stream<Path> all = Files.walk(folder.resolve(ours))) {
                for (Path each : all.toList()) {
                    tightenOne(each);
                }
            }
        }
        if (!isForUsAlone(folder)) {
            if (isShared(folder)) {
                warn(folder, "others have folders in it");
            } else {
                tightenOne(folder);
            }
        }
    }

    private static boolean isShared(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .map(each -> String.valueOf(each.getFileName()))
                    .anyMatch(name -> !OURS.contains(name) && !BESIDE.contains(name));
        }
    }

    private static boolean isForUsAlone(Path path) throws IOException {
        return FOLDER.containsAll(Files.getPosixFilePermissions(path));
    }

    /** A link is left as it is; a file that is gone meanwhile was a database's own. */
    private static void tightenOne(Path path) throws IOException {
        if (Files.isSymbolicLink(path) || !Files.exists(path, LinkOption.NOFOLLOW_LINKS) || isForUsAlone(path)) {
            return;
        }
        Set<PosixFilePermission> kept = new HashSet<>(Files.getPosixFilePermissions(path));
        kept.retainAll(FOLDER);
        try {
            Files.setPosixFilePermissions(path, kept);
        } catch (IOException e) {
            warn(path, FaultPlace.of(e));
        }
    }

    private static void warn(Path path, String why) {
        log.warn(
                "{} is open to other users of this machine, and cannot be shut: {}. Events and personal data lie there. Let"
                        + " DATA_DIR be a folder of its own that belongs to the user of this process, with mode 0700",
                path,
                why);
    }
}
