package org.extoledestination.activemqbatch;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.extoledestination.activemqbatch.Partitions.Lease;
import org.extoledestination.activemqbatch.Partitions.Right;
import org.extoledestination.activemqbatch.Subscription.Received;
import org.extoledestination.activemqbatch.Subscription.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The one thread that talks to the broker. Around and around: acknowledge what is done, read as much as there is room
 * for, hand it to {@link Sequences}. Nothing waits for the slowest: what is done is acknowledged while the rest goes on.
 */
final class Reader implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Reader.class);
    private static final long IDLE_MILLIS = 200;
    private static final long SHORTEST_MILLIS = 2;
    private static final long LONGEST_MILLIS = 50;
    /**
     * A processed message waits this long for others, so that they are settled as one batch: a large batch costs hardly
     * more than a small one.
     */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ActiveMqBatchEndpoint endpoint;
    private final ActiveMqBatchConsumer consumer;
    private final BatchListener listeners;
    private final Sequences sequences;
    private final BatchMeters meters;
    private final Outage broker;
    private final Outage batches;
    private final Outage processing;
    private final Parking parking;
    private final Partitions partitions;
    /** The queues that are read. */
    private final Map<String, Open> open = new LinkedHashMap<>();
    /** Those of them that are to be closed. */
    private final Set<String> leaving = new HashSet<>();
    /** Of those that were closed, as long as something of them is in hand. */
    private final Set<Lease> over = new HashSet<>();
    /** All that was read and has not left, by the broker's id: what comes again after a reconnect is recognised. */
    private final Map<String, Taken> taken = new ConcurrentHashMap<>();

    private final List<Taken> unprepared = new ArrayList<>();
    private final List<Taken> failed = new ArrayList<>();
    private final List<Taken> done = new ArrayList<>();
    private @Nullable Subscription subscription;
    private long millis = SHORTEST_MILLIS;
    private long acknowledged;
    private long bytes;
    private volatile int size;
    private volatile Map<String, Integer> failing = Map.of();
    private volatile boolean suspended;
    private volatile long stopBy;
    private volatile boolean stopping;

    /** A queue that is read, and where it comes from; nowhere while the broker is away. */
    private record Open(Lease lease, Optional<Source> source) {}

    Reader(ActiveMqBatchConsumer consumer, ActiveMqBatchEndpoint endpoint, Sequences sequences, BatchMeters meters) {
        this.consumer = consumer;
        this.endpoint = endpoint;
        this.sequences = sequences;
        this.meters = meters;
        this.listeners = new BatchListeners(endpoint.getBatchListeners());
        String queue = endpoint.getQueue();
        long first = endpoint.getRedeliveryDelay();
        long longest = endpoint.getMaximumRedeliveryDelay();
        FailurePlace places = endpoint.failurePlace();
        Supplier<String> waiting = endpoint.waiting(() -> size + " messages in hand");
        this.broker = new Outage(
                "Reading the queue '" + queue + '\'',
                places,
                waiting,
                System::nanoTime,
                endpoint.getRecoveryInterval(),
                longest);
        this.batches = new Outage(
                "The work for a whole batch of '" + queue + '\'', places, waiting, System::nanoTime, first, longest);
        this.parking = endpoint.parking();
        this.partitions = endpoint.partitions();
        this.processing = new Outage(
                "Processing a message of '" + queue + '\'', places, waiting, System::nanoTime, first, longest);
    }

    /** Reads nothing more, and starts nothing that was read. */
    void suspend() {
        suspended = true;
        sequences.hold();
    }

    /** Goes on. */
    void resume() {
        suspended = false;
        sequences.resume();
    }

    /** Ends when what runs has ended, but not later than this. */
    void stop(long withinMillis) {
        suspend();
        stopBy = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMillis);
        stopping = true;
    }

    /** How many messages were read and are not acknowledged. */
    int size() {
        return size;
    }

    /** The messages of a queue that were read and are not acknowledged. */
    List<Message> taken(String queue) {
        return taken.values().stream()
                .filter(each -> each.lease().queue().equals(queue))
                .map(Taken::message)
                .toList();
    }

    /** How many messages have failed and wait for another attempt, or are in it. */
    int failing() {
        return failing.size();
    }

    /** How often each has failed of those that wait for another attempt, by the broker's id. */
    Map<String, Integer> failures() {
        return failing;
    }

    /** The present failure, if one repeats. */
    Optional<Outage.Trouble> trouble() {
        return failing.isEmpty() ? Optional.empty() : processing.trouble();
    }

    /** Why nothing comes from the broker, if it is so; null otherwise. */
    @Nullable
    String fault() {
        return broker.reason().orElse(null);
    }

    @Override
    public void run() {
        try {
            while (!isOver()) {
                roundOrRest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leaveAll();
        }
    }

    private boolean isOver() {
        if (!stopping) {
            return false;
        }
        return System.nanoTime() - stopBy >= 0 || (sequences.running() == 0 && done.isEmpty() && !collectEnded());
    }

    /** A failure while a failure is handled, as with a full heap, must not end this thread either. */
    private void roundOrRest() throws InterruptedException {
        try {
            round();
        } catch (RuntimeException | Error e) {
            consumer.observe(e);
            sequences.awaitEnded(IDLE_MILLIS);
        }
    }

    private void round() throws InterruptedException {
        try {
            // First: whatever else fails, what is another process's is let go.
            leaveQueues();
            connect();
            sequences.countSlow();
            collectEnded();
            acknowledge();
            forgetOver();
            openQueues();
            prepare();
            tryAgain();
            failing = attempts();
            read();
        } catch (JMSException e) {
            lose(e);
        } catch (RuntimeException | Error e) {
            consumer.observe(e);
            // This thread must survive every exception of a listener or a driver.
            batches.failed(e);
        }
    }

    private void connect() throws JMSException {
        Subscription current = subscription;
        if (current != null && current.fault() != null) {
            lose(current.fault());
        }
        if (subscription == null && !stopping && !broker.isTooEarly()) {
            subscription = Subscription.open(endpoint.connections(), endpoint.mostBytesAhead());
            openQueues();
            broker.over();
        }
    }

    private void openQueues() throws JMSException {
        Subscription connected = subscription;
        if (connected == null || stopping) {
            return;
        }
        for (String queue : partitions.queues()) {
            // What runs of it since it was ours before must not meet its own message.
            if (!open.containsKey(queue)
                    && over.stream().noneMatch(each -> each.queue().equals(queue))) {
                // It counts as open from now on, whatever the broker answers.
                partitions.open(queue).ifPresent(lease -> open.put(queue, new Open(lease, Optional.empty())));
            }
            Open at = open.get(queue);
            if (at != null && at.source().isEmpty() && !leaving.contains(queue)) {
                Source source = connected.read(queue, endpoint.getDestination(queue), endpoint.getSelector());
                open.put(queue, new Open(at.lease(), Optional.of(source)));
            }
        }
    }

    /** Of a queue that another process is to have what runs is finished; what has not started goes back. */
    private void leaveQueues() throws JMSException {
        for (Open each : List.copyOf(open.values())) {
            Lease lease = each.lease();
            Right right = lease.right();
            if (right != Right.READ || leaving.contains(lease.queue())) {
                leaving.add(lease.queue());
                giveBack(one -> one.lease().equals(lease));
                if (right == Right.NONE || !isInHand(lease)) {
                    close(each);
                }
            }
        }
    }

    private void close(Open left) throws JMSException {
        open.remove(left.lease().queue());
        leaving.remove(left.lease().queue());
        over.add(left.lease());
        if (left.source().isPresent() && subscription != null) {
            subscription.leave(left.source().get());
        }
    }

    /** What runs of a queue that is not read any more ends by itself, and is not tried again. */
    private void forgetOver() {
        if (over.isEmpty()) {
            return;
        }
        giveBack(each -> over.contains(each.lease()));
        over.stream()
                .filter(lease -> done.stream().noneMatch(each -> each.lease().equals(lease)))
                .forEach(Lease::closed);
        over.removeIf(lease -> !isInHand(lease));
    }

    private boolean isInHand(Lease lease) {
        return taken.values().stream().anyMatch(each -> each.lease().equals(lease));
    }

    /** What has not started goes back: the broker may give it to another instance. What runs goes on. */
    private void lose(@Nullable Exception cause) {
        if (cause != null && !stopping) {
            broker.failed(cause);
        }
        giveBack(each -> true);
        disconnect();
    }

    private void disconnect() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
            open.replaceAll((queue, each) -> new Open(each.lease(), Optional.empty()));
        }
    }

    private void giveBack(Predicate<Taken> which) {
        Set<Taken> back = new LinkedHashSet<>(sequences.dropWaiting(which));
        unprepared.stream().filter(which).forEach(back::add);
        // What could not be read was never in line.
        failed.stream().filter(each -> which.test(each) && !each.isInLine()).forEach(back::add);
        unprepared.removeIf(which);
        failed.removeIf(which);
        leave(back);
    }

    private void leaveAll() {
        if (!done.isEmpty()) {
            log.error(
                    "{} messages of '{}' were processed but could not be acknowledged in time; they come again, and"
                            + " what they did may be done twice",
                    done.size(),
                    endpoint.getQueue());
        }
        giveBack(each -> true);
        leave(List.copyOf(taken.values()));
        disconnect();
        open.values().forEach(each -> each.lease().closed());
        over.forEach(Lease::closed);
        open.clear();
        over.clear();
    }

    private boolean collectEnded() {
        List<Sequences.Ended> ended = sequences.takeEnded();
        for (Sequences.Ended each : ended) {
            if (each.done()) {
                done.add(each.taken());
            } else {
                Exchange exchange = each.taken().exchange();
                Map<?, ?> context =
                        exchange == null ? null : exchange.getProperty(MessageBinding.LOG_CONTEXT, Map.class);
                if (context != null) {
                    context.forEach((name, value) -> MDC.put(String.valueOf(name), String.valueOf(value)));
                }
                failed(each.taken(), exchange == null ? null : exchange.getException());
                MDC.clear();
            }
        }
        return !ended.isEmpty();
    }

    private void failed(Taken one, @Nullable Exception thrown) {
        long now = System.nanoTime();
        PostponedException postponed = ObjectHelper.getException(PostponedException.class, thrown);
        if (postponed != null) {
            one.postponed(now + TimeUnit.MILLISECONDS.toNanos(postponed.millis()));
        } else {
            Exception cause = thrown != null ? thrown : new IllegalStateException("marked for rollback");
            if (!suspended) {
                processing.failed(cause);
                parking.failed(one, cause, now);
            }
            long delay = endpoint.getRedeliveryDelay() << Math.min(one.failures(), 16);
            one.failed(now
                    + TimeUnit.MILLISECONDS.toNanos(
                            Outage.jittered(Math.min(delay, endpoint.getMaximumRedeliveryDelay()))));
        }
        discardExchange(one);
        failed.add(one);
    }

    private void acknowledge() throws JMSException {
        if (done.isEmpty() || batches.isTooEarly() || mayGather()) {
            return;
        }
        long start = System.nanoTime();
        acknowledged = start;
        List<Taken> batch = List.copyOf(done);
        Set<Lease> settled = settle(batch);
        batches.over();
        done.clear();
        try {
            for (Taken each : batch) {
                if (each.isAcknowledgeable() && settled.contains(each.lease())) {
                    each.message().acknowledge();
                }
            }
        } finally {
            leave(batch);
            sequences.acknowledged(batch);
            meters.acknowledged(batch.size(), System.nanoTime() - start);
        }
        if (attempts().isEmpty()) {
            processing.over();
        }
    }

    /** Of what the results are recorded; the other messages come again, here or elsewhere. */
    private Set<Lease> settle(List<Taken> batch) {
        Set<Lease> settled = new HashSet<>();
        partitions.settle(batch.stream().map(Taken::lease).collect(Collectors.toSet()), ours -> {
            settled.addAll(ours);
            listeners.beforeAcknowledge(exchanges(
                    batch.stream().filter(each -> ours.contains(each.lease())).toList()));
        });
        List<Taken> lost =
                batch.stream().filter(each -> !settled.contains(each.lease())).toList();
        if (!lost.isEmpty()) {
            listeners.afterLosing(exchanges(lost));
        }
        return settled;
    }

    /** Also those that are tried again at this moment. */
    private Map<String, Integer> attempts() {
        return processing.reason().isEmpty()
                ? Map.of()
                : taken.values().stream()
                        .filter(each -> each.failures() > 0)
                        .collect(Collectors.toUnmodifiableMap(Taken::id, Taken::failures));
    }

    private boolean mayGather() {
        return !stopping && System.nanoTime() - acknowledged < GATHER_NANOS && !sequences.isNearlyFull(done.size());
    }

    /** Lets the listeners see what was read, all at once, and hands it on. */
    private void prepare() {
        if (unprepared.isEmpty() || stopping || batches.isTooEarly()) {
            return;
        }
        unprepared.removeIf(each -> each.exchange() == null && !isReadable(each));
        listeners.beforeProcessing(exchanges(unprepared));
        batches.over();
        for (Taken each : unprepared) {
            each.prepared();
            if (each.isInLine()) {
                sequences.again(each);
            } else {
                each.putInLine();
                sequences.add(each);
            }
        }
        unprepared.clear();
    }

    /** Makes its exchange. A message that cannot be read holds up nobody: it is tried like one that fails. */
    private boolean isReadable(Taken one) {
        Exchange exchange = consumer.createExchange(false);
        try {
            if (one.parkedFor() == null) {
                MessageBinding.bind(one.message(), exchange);
                one.weighed(endpoint.weight(exchange, one.size()));
            } else {
                bindParked(one, exchange);
                one.weighed(one.size());
            }
        } catch (JMSException | RuntimeException e) {
            consumer.releaseExchange(exchange, false);
            failed(one, e);
            return false;
        }
        if (one.failures() > 0) {
            exchange.getIn().setHeader("JMSRedelivered", true);
        }
        one.setExchange(exchange);
        return true;
    }

    private static void bindParked(Taken one, Exchange exchange) {
        try {
            MessageBinding.bind(one.message(), exchange);
        } catch (JMSException | RuntimeException e) {
            MessageBinding.bindUnread(one.id(), one.message(), exchange);
        }
    }

    private void tryAgain() {
        long now = System.nanoTime();
        if (!suspended && failed.removeIf(each -> each.isDue(now) && unprepared.add(each))) {
            millis = SHORTEST_MILLIS;
        }
    }

    private void read() throws JMSException, InterruptedException {
        int room = endpoint.getMaxUnacknowledged() - taken.size();
        if (room <= 0 || !hasRoom() || suspended || subscription == null || batches.isTooEarly()) {
            sequences.awaitEnded(LONGEST_MILLIS);
            return;
        }
        Received next = subscription.receive(taken.isEmpty() ? IDLE_MILLIS : millis);
        // Shorter while much happens: what has ended meanwhile waits for its acknowledgement.
        millis = next == null ? Math.min(LONGEST_MILLIS, millis * 2) : SHORTEST_MILLIS;
        for (; next != null; next = --room > 0 && hasRoom() ? subscription.receive(0) : null) {
            take(next.message(), next.source());
        }
        size = taken.size();
    }

    /** For one there is room always, however large it is. */
    private boolean hasRoom() {
        return taken.isEmpty() || bytes < endpoint.mostBytesTaken();
    }

    private void take(Message message, Source from) throws JMSException {
        String id = message.getJMSMessageID();
        Taken known = taken.get(id);
        if (known != null) {
            known.cameAgain(message, from);
            return;
        }
        Open at = open.get(from.queue());
        if (at == null) {
            return;
        }
        Taken fresh = new Taken(id, sequence(message), MessageBinding.size(message), message, at.lease(), from);
        taken.put(id, fresh);
        bytes += fresh.size();
        unprepared.add(fresh);
    }

    /** A property that is no text makes no sequence; it must not look like a fault of the connection. */
    private @Nullable String sequence(Message message) {
        String header = endpoint.getSequenceBy();
        if (endpoint.isInOrder()) {
            return endpoint.getQueue();
        }
        try {
            return header == null ? null : message.getStringProperty(header);
        } catch (JMSException | RuntimeException e) {
            return null;
        }
    }

    private void leave(Iterable<Taken> gone) {
        for (Taken each : gone) {
            if (taken.remove(each.id()) != null) {
                bytes -= each.size();
            }
            discardExchange(each);
        }
        size = taken.size();
    }

    private void discardExchange(Taken one) {
        Exchange exchange = one.exchange();
        if (exchange != null) {
            if (one.isPrepared()) {
                listeners.afterLeaving(List.of(exchange));
            }
            consumer.releaseExchange(exchange, false);
            one.setExchange(null);
        }
    }

    private static List<Exchange> exchanges(List<Taken> batch) {
        List<Exchange> exchanges = new ArrayList<>(batch.size());
        for (Taken each : batch) {
            Exchange exchange = each.exchange();
            if (exchange != null) {
                exchanges.add(exchange);
            }
        }
        return exchanges;
    }
}
