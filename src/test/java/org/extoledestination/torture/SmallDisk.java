package org.extoledestination.torture;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system that is small enough to be filled: never that of somebody's home. */
record SmallDisk(Path folder) {

    private static final long LARGEST = 1L << 30;
    private static final int BLOCK = 4096;

    SmallDisk {
        try {
            if (Files.getFileStore(folder).getTotalSpace() > LARGEST) {
                throw new IllegalArgumentException(folder
                        + " is on a file system of more than 1 GB, which is not filled. Mount a small one there");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes until nothing fits any more. */
    void fill() {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            byte[] block = new byte[BLOCK];
            while (true) {
                filler.write(block);
            }
        } catch (IOException e) {
            // It is full.
        }
    }

    /** Makes room again. */
    void clear() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }
}
