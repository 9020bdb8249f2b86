package org.extoledestination.activemqbatch;

import jakarta.jms.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** A queue that is read in batches: {@code activemq-batch:queue}. The options are in {@code docs/activemq-batch.md}. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "activemq-batch",
        title = "ActiveMQ Batch",
        syntax = "activemq-batch:queue",
        consumerOnly = true,
        category = {Category.MESSAGING})
public class ActiveMqBatchEndpoint extends DefaultEndpoint {

    private static final int HEAP_SHARE_TAKEN = 8;

    private static final int SHARE_AHEAD = 4;

    private static final int HEAP_SHARE_WEIGHED = 4;

    /** Of one of several queues this share of all that may be read is sent ahead. */
    private static final int PARTS = 4;

    /** Processing a message takes many times its size: its text, its JSON, its request. */
    private static final int HEAP_SHARE_AT_ONCE = 32;

    @UriPath
    @Metadata(required = true)
    private final String queue;

    @UriParam
    private @Nullable String selector;

    @UriParam
    private @Nullable String sequenceBy;

    @UriParam
    private boolean inOrder;

    @UriParam
    private boolean exclusive;

    @UriParam(defaultValue = "256")
    private int parallel = 256;

    @UriParam(defaultValue = "2000")
    private int maxUnacknowledged = 2_000;

    @UriParam
    private long maxUnacknowledgedBytes;

    @UriParam
    private long maxParallelBytes;

    @UriParam
    private @Nullable String parkTo;

    @UriParam(defaultValue = "5")
    private int parkAfterAttempts = 5;

    @UriParam(defaultValue = "1m")
    private Duration parkAfter = Duration.ofMinutes(1);

    @UriParam
    private @Nullable Predicate<Throwable> parkIf;

    @UriParam(defaultValue = "1000")
    private long redeliveryDelay = 1_000;

    @UriParam(defaultValue = "30000")
    private long maximumRedeliveryDelay = 30_000;

    @UriParam(defaultValue = "500")
    private long recoveryInterval = 500;

    @UriParam
    private boolean optional;

    @UriParam
    private List<BatchListener> batchListeners = List.of();

    @UriParam
    private @Nullable ConnectionFactory connectionFactory;

    private final Partitions partitions;

    ActiveMqBatchEndpoint(String uri, ActiveMqBatchComponent component, String queue) {
        super(uri, component);
        this.queue = queue;
        this.partitions = component.partitions(queue).orElse(new Whole(queue));
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("activemq-batch only reads. To send, use activemq:" + queue);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (parallel < 1 || maxUnacknowledged < parallel) {
            throw new IllegalArgumentException("parallel must be at least 1 and maxUnacknowledged not less: they are "
                    + parallel + " and " + maxUnacknowledged);
        }
        connections();
        ActiveMqBatchConsumer consumer =
                new ActiveMqBatchConsumer(this, processor, ((ActiveMqBatchComponent) getComponent()).meters());
        configureConsumer(consumer);
        return consumer;
    }

    ConnectionFactory connections() {
        ConnectionFactory own = connectionFactory;
        ConnectionFactory common = ((ActiveMqBatchComponent) getComponent()).getConnectionFactory();
        if (own == null && common == null) {
            throw new IllegalArgumentException("activemq-batch needs a connectionFactory, its own or the component's");
        }
        return own != null ? own : Objects.requireNonNull(common);
    }

    /** Processed and not yet acknowledged, or just being processed: so many a crash can repeat. */
    int getMaxRepeats() {
        return Math.max(128, 2 * parallel);
    }

    /** The most bytes that are read and not acknowledged; one larger message alone is allowed. */
    long mostBytesTaken() {
        return maxUnacknowledgedBytes > 0
                ? maxUnacknowledgedBytes
                : Runtime.getRuntime().maxMemory() / HEAP_SHARE_TAKEN;
    }

    /** The most bytes that the broker has sent ahead; one larger message alone is allowed. */
    long mostBytesAhead() {
        return mostBytesTaken() / SHARE_AHEAD;
    }

    /**
     * The most bytes by {@link #weight} that are processed at once and not acknowledged; one larger message alone is
     * allowed.
     */
    long mostBytesAtOnce() {
        int share = ((ActiveMqBatchComponent) getComponent()).getWeigher() == null
                ? HEAP_SHARE_AT_ONCE
                : HEAP_SHARE_WEIGHED;
        return maxParallelBytes > 0 ? maxParallelBytes : Runtime.getRuntime().maxMemory() / share;
    }

    /** How many bytes count for a message while it is processed, if it is of that size. */
    long weight(Exchange exchange, int size) {
        ToLongFunction<Exchange> weigher = ((ActiveMqBatchComponent) getComponent()).getWeigher();
        return weigher == null ? size : Math.max(size, weigher.applyAsLong(exchange));
    }

    Parking parking() {
        return new Parking(
                parkTo,
                parkAfterAttempts,
                parkAfter.toMillis(),
                parkIf == null ? cause -> true : parkIf,
                failurePlace());
    }

    FailurePlace failurePlace() {
        FailurePlace known = getCamelContext().getRegistry().findSingleByType(FailurePlace.class);
        return known == null ? Outage::place : known;
    }

    /** What waits, in words: as a bean of the application says it, else {@code ofReader}. */
    Supplier<String> waiting(Supplier<String> ofReader) {
        BacklogNote known = getCamelContext().getRegistry().findSingleByType(BacklogNote.class);
        return known == null ? ofReader : known::words;
    }

    /** What tells the broker how we read. */
    String getDestination(String which) {
        int ahead = isPartitioned() ? Math.max(1, maxUnacknowledged / PARTS) : maxUnacknowledged;
        // A process that stands still keeps what it has read of its part, and nobody is to overtake that.
        boolean isAlone = exclusive || isPartitioned();
        return which + "?consumer.prefetchSize=" + ahead + (isAlone ? "&consumer.exclusive=true" : "");
    }

    /** Whether other queues are read in place of the one in the address. */
    boolean isPartitioned() {
        return !(partitions instanceof Whole);
    }

    /** The queues to read: this one alone, unless the component was told of others. */
    Partitions partitions() {
        return partitions;
    }

    /** The queue's name. */
    public String getQueue() {
        return queue;
    }

    public @Nullable String getSelector() {
        return selector;
    }

    /** Which messages are read, as JMS says it; without it, all. */
    public void setSelector(String selector) {
        this.selector = selector;
    }

    public @Nullable String getSequenceBy() {
        return sequenceBy;
    }

    /** The header whose equal values are processed one after the other, in the order of the queue. */
    public void setSequenceBy(String sequenceBy) {
        this.sequenceBy = sequenceBy;
    }

    public boolean isInOrder() {
        return inOrder;
    }

    /** Whether all messages are one sequence, whatever {@code sequenceBy} says. */
    public void setInOrder(boolean inOrder) {
        this.inOrder = inOrder;
    }

    public boolean isExclusive() {
        return exclusive;
    }

    /** Whether one consumer at a time reads the queue, of all that there are; another takes over when it goes. */
    public void setExclusive(boolean exclusive) {
        this.exclusive = exclusive;
    }

    public int getParallel() {
        return parallel;
    }

    /** How many messages are processed at once. */
    public void setParallel(int parallel) {
        this.parallel = parallel;
    }

    public int getMaxUnacknowledged() {
        return maxUnacknowledged;
    }

    /** How many messages are read ahead and not acknowledged, at most. */
    public void setMaxUnacknowledged(int maxUnacknowledged) {
        this.maxUnacknowledged = maxUnacknowledged;
    }

    public long getMaxUnacknowledgedBytes() {
        return maxUnacknowledgedBytes;
    }

    /** How many bytes of messages are read ahead and not acknowledged, at most; 0: an eighth of the heap. */
    public void setMaxUnacknowledgedBytes(long maxUnacknowledgedBytes) {
        this.maxUnacknowledgedBytes = maxUnacknowledgedBytes;
    }

    public long getMaxParallelBytes() {
        return maxParallelBytes;
    }

    /** How many bytes of messages are processed at once, at most; 0: a thirty-second of the heap, or a quarter by weight. */
    public void setMaxParallelBytes(long maxParallelBytes) {
        this.maxParallelBytes = maxParallelBytes;
    }

    public @Nullable String getParkTo() {
        return parkTo;
    }

    /** Where a message goes that fails over and over; without it such a message is tried forever. */
    public void setParkTo(String parkTo) {
        this.parkTo = parkTo;
    }

    public int getParkAfterAttempts() {
        return parkAfterAttempts;
    }

    /** The number of failures in a row before a message is parked. */
    public void setParkAfterAttempts(int parkAfterAttempts) {
        this.parkAfterAttempts = parkAfterAttempts;
    }

    public Duration getParkAfter() {
        return parkAfter;
    }

    /** The time from the first of those failures on before it is parked. */
    public void setParkAfter(Duration parkAfter) {
        this.parkAfter = parkAfter;
    }

    public @Nullable Predicate<Throwable> getParkIf() {
        return parkIf;
    }

    /** Which failures count; without it, all. */
    public void setParkIf(Predicate<Throwable> parkIf) {
        this.parkIf = parkIf;
    }

    public long getRedeliveryDelay() {
        return redeliveryDelay;
    }

    /** Milliseconds before a message that failed is processed again; doubles with each failure. */
    public void setRedeliveryDelay(long redeliveryDelay) {
        this.redeliveryDelay = redeliveryDelay;
    }

    public long getMaximumRedeliveryDelay() {
        return maximumRedeliveryDelay;
    }

    /** Milliseconds at which the doubling ends. */
    public void setMaximumRedeliveryDelay(long maximumRedeliveryDelay) {
        this.maximumRedeliveryDelay = maximumRedeliveryDelay;
    }

    public long getRecoveryInterval() {
        return recoveryInterval;
    }

    /** Milliseconds before the next attempt to connect; doubles up to {@code maximumRedeliveryDelay}. */
    public void setRecoveryInterval(long recoveryInterval) {
        this.recoveryInterval = recoveryInterval;
    }

    public boolean isOptional() {
        return optional;
    }

    /** Whether it is no fault if the queue cannot be read: a broker may not let us. */
    public void setOptional(boolean optional) {
        this.optional = optional;
    }

    public List<BatchListener> getBatchListeners() {
        return batchListeners;
    }

    /** Beans that work on a whole batch at once. */
    public void setBatchListeners(List<BatchListener> batchListeners) {
        this.batchListeners = List.copyOf(batchListeners);
    }

    public @Nullable ConnectionFactory getConnectionFactory() {
        return connectionFactory;
    }

    /** Another broker than that of the component. */
    public void setConnectionFactory(ConnectionFactory connectionFactory) {
        this.connectionFactory = connectionFactory;
    }
}
