package org.extoledestination.gate.idempotent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.extoledestination.platform.start.StartRefusedException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.TtlDB;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB, set for many small and random keys that are seldom found, in some 40 MB of memory however many there are.
 *
 * @param rocksDb what is asked
 * @param toDisk makes a write return when it is on disk
 * @param settings what RocksDB stands on, given back after it
 */
record RocksDbFiles(RocksDB rocksDb, WriteOptions toDisk, List<AbstractImmutableNativeReference> settings)
        implements AutoCloseable {

    private static final long WRITE_BUFFER_BYTES = 8L << 20;
    private static final long CACHE_BYTES = 16L << 20;
    private static final double FILTER_BITS = 10;
    private static final int DELETED_AT_ONCE = 10_000;
    private static final double WRITE_BUFFER_FILTER = 0.1;

    /**
     * Opens the files of a folder.
     *
     * @param mayCreate whether files that are not there are made
     * @throws StartRefusedException where RocksDB does not run
     */
    static RocksDbFiles open(Path folder, Duration remember, boolean mayCreate) throws RocksDBException {
        loadLibrary(folder);
        LRUCache cache = new LRUCache(CACHE_BYTES);
        BloomFilter filter = new BloomFilter(FILTER_BITS);
        // In parts, and in the cache: ids that wait to be forgotten must not cost memory.
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(filter)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setCacheIndexAndFilterBlocks(true);
        Options options = new Options()
                .setCreateIfMissing(mayCreate)
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMemtablePrefixBloomSizeRatio(WRITE_BUFFER_FILTER)
                .setMemtableWholeKeyFiltering(true)
                .setMaxOpenFiles(256)
                .setTtl(Math.max(1, remember.toSeconds()))
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0);
        int seconds = (int) Math.max(1, Math.min(Integer.MAX_VALUE, remember.toSeconds()));
        WriteOptions toDisk = new WriteOptions().setSync(true);
        List<AbstractImmutableNativeReference> settings = List.of(toDisk, options, filter, cache);
        try {
            if (mayCreate) {
                Files.createDirectories(folder);
            }
            return new RocksDbFiles(TtlDB.open(options, folder.toString(), seconds, false), toDisk, settings);
        } catch (RocksDBException | IOException e) {
            settings.forEach(AbstractImmutableNativeReference::close);
            throw e instanceof RocksDBException known ? known : new RocksDBException(e.toString());
        }
    }

    /**
     * In a folder of ours, under one name: where RocksDB puts it by itself, in the folder for temporary files, each kill
     * leaves a copy of 15 MB (facebook/rocksdb issue 13185).
     */
    private static void loadLibrary(Path folder) {
        Path libraries = folder.resolveSibling("native");
        try {
            Files.createDirectories(libraries);
            NativeLibraryLoader.getInstance().loadLibrary(libraries.toString());
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            throw UnusableFiles.notLoaded(libraries, e);
        }
    }

    /** What stands beside each id; null where it is not there. */
    List<byte @Nullable []> get(List<byte[]> ids) throws RocksDBException {
        return ids.size() == 1 ? Collections.singletonList(rocksDb.get(ids.get(0))) : rocksDb.multiGetAsList(ids);
    }

    void put(Collection<byte[]> ids, byte[] value) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (byte[] id : ids) {
                batch.put(id, value);
            }
            rocksDb.write(toDisk, batch);
        }
    }

    void delete(byte[] id) throws RocksDBException {
        rocksDb.delete(toDisk, id);
    }

    void deleteAll() throws RocksDBException {
        try (WriteBatch batch = new WriteBatch();
                RocksIterator all = rocksDb.newIterator()) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                batch.delete(all.key());
                if (batch.count() == DELETED_AT_ONCE) {
                    rocksDb.write(toDisk, batch);
                    batch.clear();
                }
            }
            all.status();
            rocksDb.write(toDisk, batch);
        }
    }

    @Override
    public void close() {
        rocksDb.close();
        settings.forEach(AbstractImmutableNativeReference::close);
    }
}
