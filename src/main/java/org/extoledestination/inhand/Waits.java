package org.extoledestination.inhand;

import org.jspecify.annotations.Nullable;

/** A wait for somebody else's answer, which is no work: {@code try (Waits unused = Waits.begin()) {...}}. */
public final class Waits implements AutoCloseable {

    private static final Waits NONE = new Waits(null);

    private final @Nullable Work work;

    private Waits(@Nullable Work work) {
        this.work = work;
    }

    /** What this thread works on waits until {@link #close}. */
    public static Waits begin() {
        Work work = Work.current();
        if (work == null) {
            return NONE;
        }
        work.pause();
        return new Waits(work);
    }

    @Override
    public void close() {
        if (work != null) {
            work.goOn();
        }
    }
}
