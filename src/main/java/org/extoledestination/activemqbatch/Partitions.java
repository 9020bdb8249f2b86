package org.extoledestination.activemqbatch;

import java.util.Set;
import java.util.function.Consumer;

/**
 * The queues that a consumer reads in place of the one in its address: each is read by one process at a time, and they come
 * and go while it reads. What is said here about a queue is asked often and by several threads, so it must be answered at
 * once, but for {@link #settle}.
 */
public interface Partitions {

    /** What this process may do with a queue. */
    enum Right {
        /** Read it and process its messages. */
        READ,
        /** Finish what has begun, and begin nothing: another process is to have it. */
        FINISH,
        /** Nothing: another process may have it by now. */
        NONE
    }

    /** The queues that may be read now. */
    Set<String> queues();

    /** The right to one queue. */
    Right right(String queue);

    /** It is read from now on, until {@link #closed}. False if it may not be read any more. */
    boolean opened(String queue);

    /** It is not read any more. Nothing of it is in hand, unless the right to it was lost. */
    void closed(String queue);

    /**
     * Does the work for those of {@code queues} that are this process's as long as the work takes: what it writes to a
     * database must not become visible otherwise.
     */
    void settle(Set<String> queues, Consumer<Set<String>> work);
}
