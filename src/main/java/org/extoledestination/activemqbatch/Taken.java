package org.extoledestination.activemqbatch;

import jakarta.jms.Message;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** A message that was read and is not acknowledged yet. Its fields belong to the reader's thread. */
final class Taken {

    private final String id;
    private final Object sequence;
    private Message message;
    private Subscription source;
    private volatile @Nullable Exchange exchange;
    private boolean isPrepared;
    private boolean isInLine;
    private int failures;
    private long notBefore;

    /** {@code sequence}: messages with an equal one are processed one after the other; null for one that stands alone. */
    Taken(String id, @Nullable String sequence, Message message, Subscription source) {
        this.id = id;
        this.sequence = sequence == null ? this : sequence;
        this.message = message;
        this.source = source;
    }

    String id() {
        return id;
    }

    Object sequence() {
        return sequence;
    }

    Message message() {
        return message;
    }

    /** The broker sent the same message again, after a connection was lost. */
    void cameAgain(Message again, Subscription from) {
        message = again;
        source = from;
    }

    /** Whether it can be acknowledged there. */
    boolean isOf(@Nullable Subscription subscription) {
        return source == subscription;
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

    boolean isDue(long now) {
        return now - notBefore >= 0;
    }
}
