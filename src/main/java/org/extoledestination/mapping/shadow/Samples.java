package org.extoledestination.mapping.shadow;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Events that wait to be compared: some number of them, and not more of the heap than is left to them. */
final class Samples {

    private static final int ENTRY = 96;
    private static final int OBJECT = 56;

    private final BlockingQueue<Weighed> waiting;
    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();

    /** An event, and what became of it. Nobody changes an event's map: mappings read it, and Camel passes it on. */
    record Sample(Map<String, Object> event, Outcome active) {}

    private record Weighed(Sample sample, long bytes) {}

    Samples(int most, long mostBytes) {
        this.waiting = new LinkedBlockingQueue<>(most);
        this.mostBytes = mostBytes;
    }

    /** Whether there was room. */
    boolean offer(Sample sample) {
        long own = size(sample.event())
                + sample.active().send().map(send -> size(send.event().data())).orElse(0L);
        if (bytes.addAndGet(own) <= mostBytes && waiting.offer(new Weighed(sample, own))) {
            return true;
        }
        bytes.addAndGet(-own);
        return false;
    }

    Sample take() throws InterruptedException {
        Weighed next = waiting.take();
        bytes.addAndGet(-next.bytes());
        return next.sample();
    }

    /** Roughly the heap that a value takes. */
    static long size(@Nullable Object value) {
        if (value instanceof String text) {
            return OBJECT + 2L * text.length();
        }
        long size = OBJECT;
        if (value instanceof Map<?, ?> object) {
            for (Map.Entry<?, ?> entry : object.entrySet()) {
                size += ENTRY + size(entry.getKey()) + size(entry.getValue());
            }
        } else if (value instanceof Iterable<?> list) {
            for (Object inner : list) {
                size += size(inner);
            }
        }
        return size;
    }
}
