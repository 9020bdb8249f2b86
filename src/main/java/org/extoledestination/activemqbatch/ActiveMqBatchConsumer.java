package org.extoledestination.activemqbatch;

import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a queue. Suspended it takes nothing, and finishes what it has begun. */
final class ActiveMqBatchConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger log = LoggerFactory.getLogger(ActiveMqBatchConsumer.class);

    /** After Camel's own shutdown time-out: for the last acknowledgements. */
    private static final long LAST_MILLIS = 5_000;

    private final ActiveMqBatchEndpoint endpoint;
    private final BatchMeters meters;
    private @Nullable ExecutorService threads;
    private @Nullable Thread thread;
    private volatile @Nullable ProducerTemplate template;
    private volatile @Nullable Sequences sequences;
    private volatile @Nullable Reader reader;

    ActiveMqBatchConsumer(ActiveMqBatchEndpoint endpoint, Processor processor, BatchMeters meters) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.meters = meters;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        String name = "activemq-batch-" + endpoint.getQueue();
        ExecutorService pool = Threads.create(name);
        Sequences running = new Sequences(
                endpoint.getParallel(), endpoint.getMaxRepeats(), endpoint.mostBytesAtOnce(), pool, this::isProcessed);
        Reader reading = new Reader(this, endpoint, running, meters);
        Thread starting = new Thread(reading, name);
        starting.setDaemon(true);
        threads = pool;
        sequences = running;
        reader = reading;
        thread = starting;
        template = endpoint.getCamelContext().createProducerTemplate();
        meters.started(this);
        starting.start();
    }

    private boolean isProcessed(Taken taken) {
        Exchange exchange = taken.exchange();
        if (exchange == null) {
            return false;
        }
        Taken.Parked parked = taken.parkedFor();
        try {
            if (endpoint.isPartitioned()) {
                exchange.setProperty(MessageBinding.GOES_ON, (BooleanSupplier) () -> isOurs(taken));
                if (!isOurs(taken)) {
                    throw new PostponedException(
                            "Another process is to read '" + taken.lease().queue() + '\'', 0);
                }
            }
            if (parked == null) {
                exchange.setProperty(MessageBinding.BEHIND, taken.behind());
                if (taken.begins()) {
                    meters.begun(endpoint.getQueue(), exchange.getIn().getHeader("JMSTimestamp", 0L, Long.class));
                }
                getProcessor().process(exchange);
            } else {
                park(exchange, parked);
            }
        } catch (Throwable e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null) {
            observe(exchange.getException());
        }
        return isDone(exchange);
    }

    private static boolean isOurs(Taken taken) {
        return taken.lease().right() == Partitions.Right.READ;
    }

    void observe(Throwable failure) {
        ((ActiveMqBatchComponent) endpoint.getComponent()).getFailureObserver().accept(failure);
    }

    private void park(Exchange exchange, Taken.Parked parked) {
        exchange.setProperty(MessageBinding.PARKED, parked.reason());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, parked.cause());
        Objects.requireNonNull(template).send(Objects.requireNonNull(endpoint.getParkTo()), exchange);
        if (isDone(exchange)) {
            log.warn(
                    "A message of '{}' is parked by {}. {}",
                    endpoint.getQueue(),
                    endpoint.getParkTo(),
                    parked.reason());
            meters.parked();
        }
    }

    private static boolean isDone(Exchange exchange) {
        return exchange.getException() == null && !exchange.isRollbackOnly() && !exchange.isRollbackOnlyLast();
    }

    @Override
    protected void doSuspend() {
        if (reader != null) {
            reader.suspend();
        }
    }

    @Override
    protected void doResume() {
        if (reader != null) {
            reader.resume();
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (reader != null && thread != null && threads != null) {
            reader.stop(LAST_MILLIS);
            thread.join(LAST_MILLIS);
            threads.shutdownNow();
            if (thread.isAlive()) {
                // It waits for a broker or a database that does not answer.
                thread.interrupt();
                thread.join(LAST_MILLIS);
            }
        }
        ServiceHelper.stopService(template);
        meters.stopped(this);
        super.doStop();
    }

    int running() {
        return sequences == null ? 0 : sequences.running();
    }

    /** Whether this queue is the one of its address. */
    boolean reads(String queue) {
        return endpoint.getQueue().equals(queue);
    }

    /** How many may run at once by now. */
    int limit() {
        return sequences == null ? 0 : sequences.limit();
    }

    int taken() {
        return reader == null ? 0 : reader.size();
    }

    /** How many messages have failed and wait for another attempt. */
    int failing() {
        return reader == null ? 0 : reader.failing();
    }

    /** How often each has failed of those that wait for another attempt, by the broker's id. */
    Map<String, Integer> failures() {
        return reader == null ? Map.of() : reader.failures();
    }

    /** The messages of this queue that were read and are not acknowledged. */
    List<Message> taken(String queue) {
        return reader == null ? List.of() : reader.taken(queue);
    }

    /** What fails over and over, if something does. */
    Optional<Failing> trouble() {
        return reader == null
                ? Optional.empty()
                : reader.trouble()
                        .map(trouble -> new Failing(endpoint.getQueue(), failing(), trouble.since(), trouble.place()));
    }

    /** Why nothing comes from the broker, if it is so and somebody has to mend it; null otherwise. */
    @Nullable
    String fault() {
        return reader == null || endpoint.isOptional() ? null : reader.fault();
    }
}
