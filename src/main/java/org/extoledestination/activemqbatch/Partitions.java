package org.extoledestination.activemqbatch;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The queues that a consumer reads in place of the one in its address: each is read by one process at a time, and they come
 * and go while it reads. What is said here is asked often and by several threads, so it must be answered at once, but for
 * {@link #settle}.
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

    /** The right to one queue until it is lost. When the queue is won back, that is another lease. */
    interface Lease {

        /** The queue's name. */
        String queue();

        /** What it still allows. */
        Right right();

        /**
         * The queue is not read any more under this lease, and what has been done of it is settled. May be called more than
         * once.
         */
        void closed();
    }

    /** The queues that may be read now. */
    Set<String> queues();

    /** Reads a queue from now on, until {@link Lease#closed}. Empty if it may not be read any more. */
    Optional<Lease> open(String queue);

    /**
     * Does the work for those of {@code leases} that are this process's as long as the work takes: what it writes to a
     * database must not become visible otherwise.
     */
    void settle(Set<Lease> leases, Consumer<Set<Lease>> work);
}
