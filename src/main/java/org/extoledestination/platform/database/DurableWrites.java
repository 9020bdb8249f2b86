package org.extoledestination.platform.database;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Makes sure that what was written is on disk, and not only with the operating system: H2 leaves that out at commit,
 * even with {@code WRITE_DELAY=0} (seen with strace, H2 2.3: no fsync). PostgreSQL does it by itself. Threads that come
 * while a sync is under way share the next one.
 */
public final class DurableWrites {

    private final JdbcClient database;
    private final boolean needed;
    private final AtomicLong writes = new AtomicLong();
    private long synced;

    /** {@code needed} for a database whose commit does not reach the disk. */
    public DurableWrites(JdbcClient database, boolean needed) {
        this.database = database;
        this.needed = needed;
    }

    /** Returns when all that this thread has committed is on disk. */
    public void sync() {
        if (!needed) {
            return;
        }
        long mine = writes.incrementAndGet();
        synchronized (this) {
            if (synced >= mine) {
                return;
            }
            long covered = writes.get();
            database.sql("CHECKPOINT SYNC").update();
            synced = covered;
        }
    }
}
