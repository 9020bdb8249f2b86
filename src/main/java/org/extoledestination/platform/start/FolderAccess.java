package org.extoledestination.platform.start;

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
import org.extoledestination.platform.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read the folder for data: this user alone. Broker and database make their files themselves, as the umask says: the
 * folder around them guards those until they are shut too. Where the folder belongs to somebody else, or hands its group on, as volumes of Kubernetes do,
 * this user has come in by the group: then it is for that group too, under whatever user the next process runs. Does nothing
 * on file systems without owners and permissions.
 */
public final class FolderAccess {

    private static final Logger log = LoggerFactory.getLogger(FolderAccess.class);

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_AND_GROUP = PosixFilePermissions.fromString("rwxrwx---");
    private static final int SET_GROUP_ID = 02000;

    /** The folder of the profile of that name, and what a file system has at its root. */
    private static final List<String> BESIDE = List.of("sandbox", "lost+found", DataFolder.TEMPORARY);

    private final Path folder;
    private final List<String> ours;
    private final Set<PosixFilePermission> allowed;

    private FolderAccess(Path folder, List<String> ours) throws IOException {
        this.folder = folder;
        this.ours = ours;
        this.allowed = isForItsGroup(folder) ? OWNER_AND_GROUP : OWNER;
    }

    /** Makes one folder, which is {@code data} or in it, for those alone who may read {@code data}. */
    static void make(Path made, Path data) throws IOException {
        if (!hasPermissions(made)) {
            Files.createDirectory(made);
            return;
        }
        Files.createDirectory(made, PosixFilePermissions.asFileAttribute(OWNER));
        if (!made.equals(data) && isForItsGroup(data)) {
            letGroupIn(made);
        }
    }

    /**
     * Takes from everybody else what they may do in the folder, and in those of {@code ours} in it.
     *
     * @param isAgain whether it was done before: what cannot be shut has been said
     */
    static void shut(Path folder, List<String> ours, boolean isAgain) {
        try {
            List<Path> open = hasPermissions(folder) ? new FolderAccess(folder, ours).tighten() : List.of();
            if (!open.isEmpty() && !isAgain) {
                warn(folder, open);
            }
        } catch (IOException | UncheckedIOException e) {
            log.debug("The folder {} cannot be looked at: {}", folder, FaultPlace.of(e));
        }
    }

    private static boolean hasPermissions(Path folder) throws IOException {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.getFileStore(there).supportsFileAttributeView("posix");
    }

    /** Whether this user, or the next one, comes into a folder by its group. Only where there are permissions. */
    public static boolean isForItsGroup(Path folder) throws IOException {
        boolean groupWrites = Files.getPosixFilePermissions(folder).contains(PosixFilePermission.GROUP_WRITE);
        return groupWrites && (!isOurs(folder) || handsItsGroupOn(folder));
    }

    /** Whether the user of this process owns it. */
    public static boolean isOurs(Path file) throws IOException {
        Path process = Path.of("/proc/self");
        return Files.exists(process)
                ? Files.getOwner(process).equals(Files.getOwner(file))
                : Files.getOwner(file).getName().equals(System.getProperty("user.name"));
    }

    private static boolean handsItsGroupOn(Path folder) throws IOException {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(folder, "unix:mode") instanceof Integer mode
                && (mode & SET_GROUP_ID) != 0;
    }

    /**
     * The paths that are still open. A folder that others use too is not changed, because that could stop a whole
     * machine.
     */
    private List<Path> tighten() throws IOException {
        List<Path> open = new ArrayList<>();
        for (String each : ours) {
            Path one = folder.resolve(each);
            try (Stream<Path> all = Files.walk(one)) {
                all.filter(path -> !tightenOne(path)).forEach(open::add);
            } catch (IOException | UncheckedIOException e) {
                // A folder in it is gone meanwhile, or another user's. The others are looked at all the same.
                log.debug("The folder {} cannot be looked at: {}", one, FaultPlace.of(e));
                if (Files.exists(one)) {
                    open.add(one);
                }
            }
        }
        if (!isShut(folder) && (isShared() || !tightenOne(folder))) {
            open.add(folder);
        }
        return open;
    }

    private boolean isShared() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .map(each -> String.valueOf(each.getFileName()))
                    .anyMatch(name -> !ours.contains(name) && !BESIDE.contains(name));
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

    private static void warn(Path folder, List<Path> open) {
        log.warn(
                "{} is open to other users of this machine: {} of its files and folders cannot be shut, {} for example."
                        + " Events and personal data lie there. Let DATA_DIR be a folder of its own that belongs to the user"
                        + " of this process, with mode 0700. If it is meant, silence this line with"
                        + " logging.level.org.extoledestination.platform.start.FolderAccess: error",
                folder,
                open.size(),
                open.get(0));
    }
}
