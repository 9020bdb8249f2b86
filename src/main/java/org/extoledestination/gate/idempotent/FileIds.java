package org.extoledestination.gate.idempotent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.extoledestination.platform.start.StartRefusedException;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Ids in files of this process alone. RocksDB appends what is new to a log and merges it later, where a table writes a
 * page for each id, since ids are random. Beside an id stands when it was recorded: one that is too old is not known any
 * more, and goes when its file is merged.
 */
final class FileIds implements IdStore, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FileIds.class);

    private final Path folder;
    private final Duration remember;
    private final Clock clock;
    /** A call of RocksDB after its end kills the process, so each caller holds this lock for reading. */
    private final ReadWriteLock open = new ReentrantReadWriteLock();

    /** One of them is held for each id that is looked at before it is written: others go on, and share the write. */
    private final List<Object> perId = Stream.generate(Object::new).limit(64).toList();

    private @Nullable RocksDbFiles files;
    private volatile boolean isBroken;
    private boolean isClosed;

    /**
     * Opens the files, or makes them.
     *
     * @throws StartRefusedException where RocksDB does not run, or does not open them
     */
    FileIds(Path folder, Duration remember, Clock clock) {
        this.folder = folder;
        this.remember = remember;
        this.clock = clock;
        try {
            files = RocksDbFiles.open(folder, remember, true);
        } catch (RocksDBException e) {
            throw UnusableFiles.notOpened(folder, e);
        }
    }

    private interface Work<T> {
        T with(RocksDbFiles files) throws RocksDBException;
    }

    private <T> T use(Work<T> work) {
        if (isBroken) {
            openAgain();
        }
        open.readLock().lock();
        try {
            if (files == null) {
                throw new DataAccessResourceFailureException("The delivered ids in " + folder + " are closed");
            }
            return work.with(files);
        } catch (RocksDBException e) {
            isBroken = true;
            throw failure(e);
        } finally {
            open.readLock().unlock();
        }
    }

    /** After a failure, such as a full disk, RocksDB writes nothing more until it is opened anew. */
    private void openAgain() {
        open.writeLock().lock();
        try {
            if (isBroken && !isClosed) {
                closeFiles();
                // If the folder is gone, do not start with empty files: the ids of delivered events would silently be
                // forgotten.
                files = RocksDbFiles.open(folder, remember, false);
                isBroken = false;
                log.info("The delivered ids in {} can be used again", folder);
            }
        } catch (RocksDBException e) {
            throw failure(e);
        } finally {
            open.writeLock().unlock();
        }
    }

    private DataAccessException failure(RocksDBException e) {
        return new DataAccessResourceFailureException(
                "The delivered ids in " + folder + " cannot be used: " + Shown.message(e)
                        + ". Look at the disk and at who may write there; they are tried again by themselves",
                e);
    }

    @Override
    public Set<String> known(Collection<String> ids) {
        return times(ids).keySet();
    }

    @Override
    public Optional<Instant> since(String id) {
        return Optional.ofNullable(times(Set.of(id)).get(id)).map(Instant::ofEpochMilli);
    }

    /** When those that are remembered were recorded, in milliseconds. */
    private Map<String, Long> times(Collection<String> ids) {
        List<String> asked = List.copyOf(ids);
        List<byte @Nullable []> times = use(current -> current.get(keys(asked)));
        long oldest = clock.instant().minus(remember).toEpochMilli();
        Map<String, Long> known = new HashMap<>();
        for (int i = 0; i < times.size(); i++) {
            byte[] time = times.get(i);
            if (time != null && ByteBuffer.wrap(time).getLong() >= oldest) {
                known.put(asked.get(i), ByteBuffer.wrap(time).getLong());
            }
        }
        return known;
    }

    @Override
    public void record(Collection<String> ids) {
        record(ids, clock.instant());
    }

    /** Remembers ids as if it had been done then. */
    void record(Collection<String> ids, Instant then) {
        byte[] time =
                ByteBuffer.allocate(Long.BYTES).putLong(then.toEpochMilli()).array();
        use(current -> {
            current.put(keys(ids), time);
            return ids;
        });
    }

    @Override
    public boolean recordNew(String id) {
        synchronized (lock(id)) {
            boolean isNew = known(Set.of(id)).isEmpty();
            if (isNew) {
                record(Set.of(id));
            }
            return isNew;
        }
    }

    @Override
    public boolean forget(String id) {
        synchronized (lock(id)) {
            boolean wasKnown = !known(Set.of(id)).isEmpty();
            use(current -> {
                current.delete(key(id));
                return id;
            });
            return wasKnown;
        }
    }

    private Object lock(String id) {
        return perId.get(Math.floorMod(id.hashCode(), perId.size()));
    }

    @Override
    public void forgetAll() {
        use(current -> {
            current.deleteAll();
            return current;
        });
    }

    /** RocksDB does so by itself. */
    @Override
    public void forgetOld() {}

    private static List<byte[]> keys(Collection<String> ids) {
        return ids.stream().map(FileIds::key).toList();
    }

    private static byte[] key(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            isClosed = true;
            closeFiles();
        } finally {
            open.writeLock().unlock();
        }
    }

    private void closeFiles() {
        if (files != null) {
            files.close();
            files = null;
        }
    }
}
