package org.extoledestination.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on the disk of a folder. */
final class FreeDisk {

    private FreeDisk() {}

    /** The bytes of it that this process may use. A missing folder is not written to, so it counts as empty. */
    static long bytes(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Long.MAX_VALUE;
        }
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
