package org.extoledestination.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryFaultTest {

    @Test
    void aFullHeapIsFoundUnderWhateverWrapsIt() {
        assertThat(MemoryFault.isIn(new OutOfMemoryError("Java heap space"))).isTrue();
        assertThat(MemoryFault.isIn(new IllegalStateException(new RuntimeException(new OutOfMemoryError()))))
                .isTrue();
    }

    @Test
    void whatIsNoFullHeapEndsNothing() {
        assertThat(MemoryFault.isIn(new StackOverflowError())).isFalse();
        assertThat(MemoryFault.isIn(new OutOfMemoryError(
                        "unable to create native thread: possibly out of memory or process/resource limits reached")))
                .isFalse();
        assertThat(MemoryFault.isIn(new IllegalStateException("OutOfMemoryError")))
                .isFalse();
    }

    @Test
    void onlyFullCollectionsInARowThatFindNothingEndTheProcess() {
        AtomicInteger ends = new AtomicInteger();
        HeapWatch watch = new HeapWatch(ends::incrementAndGet, 1_000);
        for (int i = 0; i < 4; i++) {
            watch.collected(910, i * 1_000L);
        }
        watch.collected(890, 4_000);
        for (int i = 0; i < 4; i++) {
            watch.collected(910, 5_000 + i * 1_000L);
        }
        watch.collected(910, 60_000);
        assertThat(ends).hasValue(0);
        for (int i = 1; i < 5; i++) {
            watch.collected(910, 60_000 + i * 1_000L);
        }
        assertThat(ends).hasValue(1);
    }
}
