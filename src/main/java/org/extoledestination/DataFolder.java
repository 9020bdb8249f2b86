package org.extoledestination;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.extoledestination.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Makes {@code data-dir} and what is in it readable to this user alone, before anything is written: events wait there.
 * Broker and database make their files themselves, so what guards those is the folder around them. Where the folder belongs
 * to somebody else, or hands its group on, as volumes of Kubernetes do, this user has come in by the group: then it is for
 * that group too, under whatever user the next process runs. Does nothing on file systems without owners and permissions.
 */
public final class DataFolder implements ApplicationListener<ApplicationPreparedEvent> {

    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_AND_GROUP = PosixFilePermissions.fromString("rwxrwx---");
    private static final int SET_GROUP_ID = 02000;

    /** What this application makes in it. */
    private static final List<String> OURS = List.of("broker", "database");

    /** The folder of the profile of that name, and what a file system has at its root. */
    private static final List<String> BESIDE = List.of("sandbox", "lost+found");

    private final Path folder;
    private final Set<PosixFilePermission> allowed;

    /** For Spring Boot, which makes it by its name. */
    public DataFolder() {
        this(Path.of(""), OWNER);
    }

    private DataFolder(Path folder, Set<PosixFilePermission> allowed) {
        this.folder = folder;
        this.allowed = allowed;
    }

    @Override
    public void onApplicationEvent(ApplicationPreparedEvent event) {
        Environment settings = event.getApplicationContext().getEnvironment();
        String named = settings.getProperty("data-dir", "");
        if (!named.isBlank()) {
            Path given = Path.of(named).toAbsolutePath().normalize();
            guard(given);
            boolean isNeeded = settings.getProperty("queue.broker-url", "").isBlank()
                    || settings.getProperty("spring.datasource.url", "").startsWith("jdbc:h2:file:" + named);
            if (isNeeded) {
                requireWritable(given);
            }
        }
    }

    /** Broker and database would say it in many lines, each in its own words. */
    private static void requireWritable(Path folder) {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new InvalidConfigurationPropertyValueException(
                    "data-dir",
                    folder,
                    "The user of this process (" + System.getProperty("user.name")
                            + ") cannot write there. The queue and"
                            + " the database lie in it. Let DATA_DIR be a folder or a volume that this user may write:"
                            + " chown it, start the container as its owner or with its group (fsGroup in Kubernetes), or"
                            + " mount a volume there if the file system is read-only.");
        }
    }

    /** Guards one folder. */
    static void guard(Path folder) {
        try {
            if (hasPermissions(folder)) {
                make(folder);
                Set<PosixFilePermission> allowed = isForItsGroup(folder) ? OWNER_AND_GROUP : OWNER;
                new DataFolder(folder, allowed).tighten();
            }
        } catch (IOException | UncheckedIOException e) {
            log.debug("The folder {} cannot be made or looked at: {}", folder, FaultPlace.of(e));
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
        if (!Files.exists(folder)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER));
        }
    }

    private static boolean isForItsGroup(Path folder) throws IOException {
        boolean groupWrites = Files.getPosixFilePermissions(folder).contains(PosixFilePermission.GROUP_WRITE);
        return groupWrites && (!isOurs(folder) || handsItsGroupOn(folder));
    }

    private static boolean isOurs(Path folder) throws IOException {
        Path process = Path.of("/proc/self");
        return Files.exists(process)
                ? Files.getOwner(process).equals(Files.getOwner(folder))
                : Files.getOwner(folder).getName().equals(System.getProperty("user.name"));
    }

    private static boolean handsItsGroupOn(Path folder) throws IOException {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(folder, "unix:mode") instanceof Integer mode
                && (mode & SET_GROUP_ID) != 0;
    }

    /** A folder that others use too is left to them: to shut it could stop a whole machine. */
    private void tighten() throws IOException {
        List<Path> open = new ArrayList<>();
        for (String ours : OURS) {
            Path below = folder.resolve(ours);
            if (!Files.exists(below)) {
                Files.createDirectory(below, PosixFilePermissions.asFileAttribute(OWNER));
                if (allowed.equals(OWNER_AND_GROUP)) {
                    letGroupIn(below);
                }
            }
            try (Stream<Path> all = Files.walk(below)) {
                all.filter(each -> !tightenOne(each)).forEach(open::add);
            }
        }
        if (!isShut(folder) && (isShared() || !tightenOne(folder))) {
            open.add(folder);
        }
        if (!open.isEmpty()) {
            warn(open);
        }
    }

    private boolean isShared() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .map(each -> String.valueOf(each.getFileName()))
                    .anyMatch(name -> !OURS.contains(name) && !BESIDE.contains(name));
        }
    }

    private boolean isShut(Path path) throws IOException {
        return allowed.containsAll(Files.getPosixFilePermissions(path));
    }

    /** Whether it is shut now. A link is left as it is; a file that is gone meanwhile was a database's own. */
    private boolean tightenOne(Path path) {
        try {
            if (!Files.isSymbolicLink(path) && Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isShut(path)) {
                shut(path);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void letGroupIn(Path made) throws IOException {
        if (made.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Files.setAttribute(made, "unix:mode", (int) Files.getAttribute(made, "unix:mode") | 0070);
        } else {
            Files.setPosixFilePermissions(made, OWNER_AND_GROUP);
        }
    }

    /** Nothing but the permissions of users changes: a folder goes on handing its group on. */
    private void shut(Path path) throws IOException {
        if (handsItsGroupOn(path)) {
            int kept = allowed.equals(OWNER) ? 07700 : 07770;
            Files.setAttribute(path, "unix:mode", (int) Files.getAttribute(path, "unix:mode") & kept);
            return;
        }
        Set<PosixFilePermission> kept = new HashSet<>(Files.getPosixFilePermissions(path));
        kept.retainAll(allowed);
        Files.setPosixFilePermissions(path, kept);
    }

    private void warn(List<Path> open) {
        log.warn(
                "{} is open to other users of this machine: {} of its files and folders cannot be shut, {} for example."
                        + " Events and personal data lie there. Let DATA_DIR be a folder of its own that belongs to the user"
                        + " of this process, with mode 0700. If it is meant, silence this line with"
                        + " logging.level.org.extoledestination.DataFolder: error",
                folder,
                open.size(),
                open.get(0));
    }
}
