package org.extoledestination.activemqbatch;

import jakarta.jms.Message;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** A message that was read and is not acknowledged yet. Its fields belong to the reader's thread. */
final class Taken {

    private final String id;
    private final Object sequence;
    private final int size;
    private long weight;
    private Message message;
    private final Partitions.Lease lease;
    private Subscription.Source source;
    private volatile @Nullable Exchange exchange;
    private boolean isPrepared;
    private boolean isInLine;
    private boolean hasBegun;
    private volatile int behind;
    private int failures;
    private long notBefore;
    private int unforeseen;
    private long unforeseenSince;
    private volatile @Nullable Parked parkedFor;

    /** Why a message is not processed any more. */
    record Parked(String reason, Throwable cause) {}

    /**
     * Was read under {@code lease}. Messages with an equal {@code sequence} are processed one after the other; null for one
     * that stands alone.
     */
    Taken(
            String id,
            @Nullable String sequence,
            int size,
            Message message,
            Partitions.Lease lease,
            Subscription.Source source) {
        this.id = id;
        this.size = size;
        this.weight = size;
        this.sequence = sequence == null ? this : sequence;
        this.message = message;
        this.lease = lease;
        this.source = source;
    }

    /** It is processed now, and so many of its sequence wait for it. */
    void started(int waiting) {
        behind = waiting;
    }

    /** It is processed now. Whether it is for the first time. For the thread that processes it. */
    boolean begins() {
        boolean isFirst = !hasBegun;
        hasBegun = true;
        return isFirst;
    }

    int behind() {
        return behind;
    }

    String id() {
        return id;
    }

    Object sequence() {
        return sequence;
    }

    /** About how many bytes of memory the message takes up. */
    int size() {
        return size;
    }

    /** About how many bytes of memory it takes while it is processed, and until it is acknowledged. */
    long weight() {
        return weight;
    }

    /** Sets the expected bytes; to be called before the message is in line. */
    void weighed(long bytes) {
        weight = bytes;
    }

    Message message() {
        return message;
    }

    /** The broker sent the same message again, after a connection was lost. */
    void cameAgain(Message again, Subscription.Source from) {
        message = again;
        source = from;
    }

    /** Under which it was read. */
    Partitions.Lease lease() {
        return lease;
    }

    /** Whether it can be acknowledged: where it came from is still read. */
    boolean isAcknowledgeable() {
        return source.isOpen();
    }

    @Nullable
    Exchange exchange() {
        return exchange;
    }

    /** One for each attempt. */
    void setExchange(@Nullable Exchange exchange) {
        this.exchange = exchange;
        isPrepared = false;
    }

    /** The listeners have seen its exchange. */
    void prepared() {
        isPrepared = true;
    }

    boolean isPrepared() {
        return isPrepared;
    }

    /** Whether {@link Sequences} has it, be it as one that has failed. */
    boolean isInLine() {
        return isInLine;
    }

    void putInLine() {
        isInLine = true;
    }

    int failures() {
        return failures;
    }

    /** It is not to be tried again before this {@code System.nanoTime()}. */
    void failed(long until) {
        failures++;
        notBefore = until;
    }

    /** The same for one that has not failed. */
    void postponed(long until) {
        notBefore = until;
    }

    /** Its last failure was not its own: what was counted until now says nothing. */
    void failedForOthers() {
        unforeseen = 0;
    }

    /** Counts a failure of its own, and tells how many there were one after the other. */
    int failedItself(long now) {
        if (unforeseen++ == 0) {
            unforeseenSince = now;
        }
        return unforeseen;
    }

    /** The first of them, by {@code System.nanoTime()}. */
    long unforeseenSince() {
        return unforeseenSince;
    }

    /** From now on it is offered to where it is parked. */
    void park(String reason, Throwable cause) {
        parkedFor = new Parked(reason, cause);
    }

    /** Why it is to be parked; null if it is to be processed. */
    @Nullable
    Parked parkedFor() {
        return parkedFor;
    }

    boolean isDue(long now) {
        return now - notBefore >= 0;
    }
}
