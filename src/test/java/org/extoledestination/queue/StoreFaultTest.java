package org.extoledestination.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.broker.BrokerService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

@ExtendWith(OutputCaptureExtension.class)
class StoreFaultTest {

    private static final QueueSettings SETTINGS = new QueueSettings(
            "",
            "",
            "",
            0,
            DataSize.ofGigabytes(1),
            DataSize.ofBytes(0),
            Duration.ofSeconds(10),
            5,
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            false,
            1);

    @Test
    void aStoreThatCannotBeWrittenEndsTheProcessOnce(CapturedOutput output) {
        AtomicInteger ends = new AtomicInteger();
        StoreFault fault = new StoreFault(ends::incrementAndGet);

        fault.handle(new IOException("No space left on device"));
        fault.handle(new IOException("Async Writer Thread Shutdown"));

        assertThat(ends).hasValue(1);
        assertThat(output)
                .contains("cannot be written: No space left on device")
                .contains("make room");
    }

    @Test
    void anInterruptedWaitAndAStopAreNoFaults(@TempDir Path folder) throws Exception {
        AtomicInteger ends = new AtomicInteger();
        StoreFault fault = new StoreFault(ends::incrementAndGet);
        BrokerService broker = EmbeddedBroker.create(folder, SETTINGS, () -> {});
        broker.setIoExceptionHandler(fault);
        broker.start();
        broker.waitUntilStarted();

        fault.handle(new InterruptedIOException());
        broker.stop();
        broker.waitUntilStopped();
        fault.handle(new IOException("Async Writer Thread Shutdown"));

        assertThat(ends).hasValue(0);
    }

    @Test
    void theEmbeddedBrokerTellsIt(@TempDir Path folder) throws Exception {
        BrokerService broker = EmbeddedBroker.create(folder, SETTINGS, () -> {});

        assertThat(broker.getIoExceptionHandler()).isInstanceOf(StoreFault.class);
    }

    /** What is more stays in the store. */
    @Test
    void theEmbeddedBrokerKeepsATenthOfTheHeapInMemory(@TempDir Path folder) throws Exception {
        BrokerService broker = EmbeddedBroker.create(folder, SETTINGS, () -> {});

        assertThat(broker.getSystemUsage().getMemoryUsage().getLimit())
                .isBetween(
                        Runtime.getRuntime().maxMemory() / 10 - 1,
                        Runtime.getRuntime().maxMemory() / 10 + 1);
    }
}
