package org.extoledestination.inhand;

import org.jspecify.annotations.Nullable;

/** A wait for somebody else's answer, which is no work. */
public final class Waits {

    private static final Waits NONE = new Waits(null);

    private final @Nullable Work work;

    private Waits(@Nullable Work work) {
        this.work = work;
    }

    /** What this thread works on waits until {@link #end}. */
    public static Waits begin() {
        Work work = Work.current();
        if (work == null) {
            return NONE;
        }
        work.pause();
        return new Waits(work);
    }

    /** The wait is over. */
    public void end() {
        if (work != null) {
            work.goOn();
        }
    }
}
