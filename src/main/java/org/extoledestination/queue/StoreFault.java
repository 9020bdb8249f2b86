package org.extoledestination.queue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.util.IOExceptionHandler;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at once when the embedded broker cannot write its store. KahaDB leaves a torn record then, and goes on
 * behind it as soon as there is room; at its next start it reads up to the torn record, and what came later is lost (seen
 * with ActiveMQ 6.1.8 and a full disk). Whatever was acknowledged by now is on disk, as after a {@code kill -9}.
 */
final class StoreFault implements IOExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(StoreFault.class);

    private final Runnable end;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable BrokerService broker;

    /** {@code end} ends the process without another write. */
    StoreFault(Runnable end) {
        this.end = end;
    }

    @Override
    public void handle(IOException fault) {
        BrokerService stopping = broker;
        boolean isAtStop = stopping != null && (stopping.isStopping() || stopping.isStopped());
        // An interrupted thread stops waiting for a write that continues.
        if (isAtStop || fault instanceof InterruptedIOException) {
            return;
        }
        MemoryFault.endIfOne(fault);
        if (ended.compareAndSet(false, true)) {
            log.error(
                    "The store of the embedded broker cannot be written: {}. The process ends now with exit code {}, so that"
                            + " nothing is written behind the fault. Nothing that was acknowledged is lost. What to do:"
                            + " make room or mend the disk of DATA_DIR, then start it again",
                    Shown.message(fault),
                    EmbeddedBroker.STORE_FAULT);
            end.run();
        }
    }

    @Override
    public void setBrokerService(BrokerService broker) {
        this.broker = broker;
    }
}
