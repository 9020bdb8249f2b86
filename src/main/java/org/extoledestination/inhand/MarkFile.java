package org.extoledestination.inhand;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code in-hand}: a slot for each message that is worked on at this moment. It is mapped into memory, so that a
 * mark costs a copy of a few bytes and is there after {@code kill -9}; after a power failure it may be old or missing.
 */
final class MarkFile implements AutoCloseable {

    /** More than can be worked on at once with the settings as shipped; what finds no slot has no mark. */
    static final int SLOTS = 1_024;

    static final int LONGEST = 500;
    private static final int SLOT_BYTES = 512;
    private static final int LENGTH_BYTES = 4;
    private static final VarHandle LENGTH = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle RUN = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final FileChannel channel;
    private final MappedByteBuffer bytes;
    private final ArrayBlockingQueue<Integer> free = new ArrayBlockingQueue<>(SLOTS);

    private MarkFile(FileChannel channel, MappedByteBuffer bytes) {
        this.channel = channel;
        this.bytes = bytes;
        for (int slot = 1; slot <= SLOTS; slot++) {
            free.add(slot);
        }
    }

    /**
     * Opens the file for this process alone, as the last one has left it.
     *
     * @throws IOException if it cannot be written, or another process has it
     */
    static MarkFile open(Path file) throws IOException {
        FileChannel channel =
                OwnFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel) == null) {
                throw new IOException("another process uses it");
            }
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, (SLOTS + 1L) * SLOT_BYTES);
            return new MarkFile(channel, bytes);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The number of the run that has left the marks. */
    long run() {
        return (long) RUN.getAcquire(bytes, 0);
    }

    /** What is marked. */
    List<String> marked() {
        List<String> marked = new ArrayList<>();
        for (int slot = 1; slot <= SLOTS; slot++) {
            int length = (int) LENGTH.getAcquire(bytes, slot * SLOT_BYTES);
            if (length > 0 && length <= LONGEST) {
                byte[] text = new byte[length];
                bytes.get(slot * SLOT_BYTES + LENGTH_BYTES, text);
                marked.add(new String(text, StandardCharsets.UTF_8));
            }
        }
        return marked;
    }

    /** Takes all marks away. */
    void clear() {
        for (int slot = 1; slot <= SLOTS; slot++) {
            LENGTH.setRelease(bytes, slot * SLOT_BYTES, 0);
        }
    }

    /** Takes all marks away and begins another run. */
    void begin() {
        clear();
        RUN.setRelease(bytes, 0, ThreadLocalRandom.current().nextLong());
    }

    /** Marks a message; null if there is no slot left. */
    @Nullable
    Mark mark(String key) {
        Integer slot = free.poll();
        if (slot == null) {
            return null;
        }
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        Mark mark = new Mark(slot, Math.min(text.length, LONGEST));
        bytes.put(slot * SLOT_BYTES + LENGTH_BYTES, text, 0, mark.length);
        mark.show();
        return mark;
    }

    /** One message's. */
    final class Mark {

        private final int slot;
        private final int length;

        private Mark(int slot, int length) {
            this.slot = slot;
            this.length = length;
        }

        /** It is worked on. The length comes last: without it the slot counts for empty. */
        void show() {
            LENGTH.setRelease((ByteBuffer) bytes, slot * SLOT_BYTES, length);
        }

        /** It only waits. */
        void hide() {
            LENGTH.setRelease((ByteBuffer) bytes, slot * SLOT_BYTES, 0);
        }

        /** It is done. */
        void free() {
            hide();
            free.add(slot);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
