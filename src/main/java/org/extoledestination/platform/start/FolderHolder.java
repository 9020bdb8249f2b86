package org.extoledestination.platform.start;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Another process that has the folder for data open, such as the version that a new one is to replace. */
final class FolderHolder {

    private static final Logger log = LoggerFactory.getLogger(FolderHolder.class);

    /** The files that broker, database and delivered ids lock while they are open. */
    private static final List<String> LOCKS =
            List.of("broker/lock", "database/extole-destination.mv.db", "database/delivered-ids/LOCK");

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private FolderHolder() {}

    /**
     * Returns as soon as there is none.
     *
     * @param wait how long it may take to leave
     * @throws FolderHeldException if it takes longer
     */
    static void await(Path folder, Duration wait) {
        if (!isHeld(folder)) {
            return;
        }
        log.warn(
                "Another process has {} open (data-dir, DATA_DIR). This start waits for its end, up to {} (data-dir-wait)",
                folder,
                wait);
        long begin = System.nanoTime();
        while (isHeld(folder)) {
            if (System.nanoTime() - begin >= wait.toNanos()) {
                throw new FolderHeldException(
                        "Another process still has the folder for data open after " + wait.toSeconds() + " s: " + folder
                                + " (data-dir, DATA_DIR).",
                        "Stop that process and start again, or give this one a DATA_DIR of its own. Where a new version starts"
                                + " while the old one runs (a rolling update), let the old one end first, or raise"
                                + " data-dir-wait above the time that its end takes.");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        log.info("The other process has left {}. The start goes on", folder);
    }

    private static boolean isHeld(Path folder) {
        return LOCKS.stream().map(folder::resolve).anyMatch(FolderHolder::isLocked);
    }

    /** A file system without locks says no; who opens the file says the rest. */
    private static boolean isLocked(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
