package org.extoledestination.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.extoledestination.telemetry.FaultPlace;
import org.extoledestination.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@code data-dir}, sees to it that this process can write there and no other does, and makes it readable to this
 * user alone, before anything is written: events wait there. Broker and database make their files themselves, so what
 * guards those is the folder around them.
 */
final class DataFolder {

    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    /** What this application makes in it. */
    private static final List<String> OURS = List.of("broker", "database");

    /** The folder of the profile of that name, and what a file system has at its root. */
    private static final List<String> BESIDE = List.of("sandbox", "lost+found");

    /** Less than this on the disk, and nothing can be opened. */
    private static final int PROBE_BYTES = 64 * 1024;

    private DataFolder() {}

    /**
     * Does all that for one folder.
     *
     * @param wait how long another process may take to leave it
     * @throws StartRefusedException if it cannot be used
     */
    static void prepare(Path folder, Duration wait) {
        boolean hasPermissions = false;
        try {
            hasPermissions = hasPermissions(folder);
            make(folder, hasPermissions);
            write(folder);
            FolderHolder.await(folder, wait);
            lookForFilesOfOthers(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        if (hasPermissions) {
            shut(folder);
        }
    }

    private static StartRefusedException unusable(Path folder, IOException e) {
        return new StartRefusedException(
                "The folder for data, " + folder + " (data-dir, DATA_DIR), cannot be used: " + reason(folder, e),
                "Let the user of this process (" + System.getProperty("user.name")
                        + ") make files there, on a disk with"
                        + " room, or set DATA_DIR to another folder. A relative one is below the working directory, "
                        + Path.of("").toAbsolutePath() + '.',
                StartRefusedException.EXIT_CODE,
                e);
    }

    private static String reason(Path folder, IOException e) {
        String file = e instanceof FileSystemException at ? at.getFile() : folder.toString();
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return file + " is no folder";
        }
        String why = e instanceof AccessDeniedException
                ? "Permission denied"
                : e instanceof FileSystemException at && at.getReason() != null ? at.getReason() : Shown.message(e);
        return why + " (" + file + ')';
    }

    private static boolean hasPermissions(Path folder) throws IOException {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.getFileStore(there).supportsFileAttributeView("posix");
    }

    private static void make(Path folder, boolean hasPermissions) throws IOException {
        Path around = folder.getParent();
        if (around != null) {
            Files.createDirectories(around);
        }
        for (Path each : all(folder)) {
            if (!Files.isDirectory(each)) {
                if (hasPermissions) {
                    Files.createDirectory(each, PosixFilePermissions.asFileAttribute(FOLDER));
                } else {
                    Files.createDirectory(each);
                }
            }
        }
    }

    private static List<Path> all(Path folder) {
        return List.of(folder, folder.resolve(OURS.get(0)), folder.resolve(OURS.get(1)));
    }

    /** Rights and mounts say little about it, so it is tried. */
    private static void write(Path folder) throws IOException {
        for (Path each : all(folder)) {
            Path probe = Files.createTempFile(each, ".start", ".tmp");
            try (FileChannel out = FileChannel.open(probe, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            } finally {
                Files.delete(probe);
            }
        }
    }

    /** What another user has left. Not while another process has the folder: its files come and go. */
    private static void lookForFilesOfOthers(Path folder) throws IOException {
        for (String ours : OURS) {
            try (Stream<Path> files = Files.walk(folder.resolve(ours))) {
                Optional<Path> shut = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                        .filter(file -> !Files.isWritable(file))
                        .findFirst();
                if (shut.isPresent()) {
                    throw new AccessDeniedException(shut.get().toString());
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    private static void shut(Path folder) {
        try {
            tighten(folder);
        } catch (IOException | UncheckedIOException e) {
            warn(folder, FaultPlace.of(e));
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
