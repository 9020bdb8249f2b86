package org.extoledestination.platform.start;

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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Makes {@code data-dir}, and sees to it that this process can write there and no other does, before anything is written:
 * events wait there.
 */
public final class DataFolder {

    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);

    /** For temporary files, if there is no other place for them. */
    static final String TEMPORARY = "tmp";

    /** The folders that this application creates in it. */
    private static final List<String> OURS = List.of("broker", "database");

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
        try {
            make(folder);
            write(folder);
            FolderHolder.await(folder, wait);
            lookForFilesOfOthers(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        FolderAccess.shut(folder, OURS, false);
    }

    /** Shuts what broker and database have made since. */
    static void shutFiles(Path folder) {
        FolderAccess.shut(folder, OURS, true);
    }

    /** Makes it and guards it where that can be done: nothing but the token of the management port would lie there. */
    static void prepareIfPossible(Path folder) {
        try {
            make(folder);
            FolderAccess.shut(folder, OURS, false);
        } catch (IOException e) {
            log.debug("The folder {} cannot be made: {}", folder, FaultPlace.of(e));
        }
    }

    /** Makes a folder without anything of a process before. */
    static void empty(Path temporary) {
        try {
            FileSystemUtils.deleteRecursively(temporary);
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw unusable(temporary, e);
        }
    }

    private static StartRefusedException unusable(Path folder, IOException e) {
        return new StartRefusedException(
                "The folder for data, " + folder + " (data-dir, DATA_DIR), cannot be used: " + reason(folder, e),
                "Let the user of this process (" + System.getProperty("user.name")
                        + ") make files there, on a disk with"
                        + " room, or set DATA_DIR to another folder. A relative one is below the working directory, "
                        + Path.of("").toAbsolutePath() + '.',
                e);
    }

    /** Why a file or a folder cannot be used. */
    public static String reason(Path path, IOException e) {
        String file = e instanceof FileSystemException at ? at.getFile() : path.toString();
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return file + " is no folder";
        }
        String why = e instanceof AccessDeniedException
                ? "Permission denied"
                : e instanceof FileSystemException at && at.getReason() != null ? at.getReason() : Shown.message(e);
        return why + " (" + file + ')';
    }

    private static void make(Path folder) throws IOException {
        Path around = folder.getParent();
        if (around != null) {
            Files.createDirectories(around);
        }
        for (Path each : all(folder)) {
            if (!Files.isDirectory(each)) {
                FolderAccess.make(each, folder);
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

    /** Finds files of another user. Not while another process has the folder, because its files come and go. */
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
}
