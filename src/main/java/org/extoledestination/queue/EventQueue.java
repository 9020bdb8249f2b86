package org.extoledestination.queue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Body;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.deadline.Deadlines;
import org.extoledestination.platform.deadline.Deadlines.Wait;
import org.extoledestination.platform.telemetry.EventSpans;
import org.extoledestination.platform.telemetry.EventSpans.TakenIn;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Journeys;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.extoledestination.queue.shard.Shards;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts events into {@code extole.events} and returns when they are on disk. One thread and one producer serve all
 * senders: whatever arrives while a commit is under way shares the next one, which is worth a factor of five over a
 * commit for each request.
 */
public final class EventQueue implements AutoCloseable {

    /** The durable queue between ingest and router. */
    public static final String NAME = "extole.events";

    private static final Logger log = LoggerFactory.getLogger(EventQueue.class);
    private static final int LARGEST_COMMIT = 5_000;

    /**
     * Shares of the heap: for the events of one commit, of which client and broker make copies, and for those that
     * wait.
     */
    private static final int COMMIT_SHARE = 32;

    private static final int WAITING_SHARE = 8;
    private static final long RECONNECT_MILLIS = 500;
    /** After a fault that came with a message (a full store) nothing is tried for as long as this. */
    private static final Duration RESPITE = Duration.ofSeconds(5);

    private record Request(List<SegmentEvent> events, long weight, CompletableFuture<Void> kept) {}

    private final ConnectionFactory connections;
    private final Duration commitTimeout;
    private final Deadlines deadlines;
    private final QueueLimits limits;
    private final Meters meters;
    private final Journeys journeys;
    private final long heap;
    private final Shards shards;
    private final Map<String, MessageProducer> producers = new HashMap<>();
    private final AtomicLong waiting = new AtomicLong();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile boolean available;
    private volatile boolean broken;
    private volatile String fault = "no connection yet";
    private long respiteUntil;
    private @Nullable Boolean announced;
    private volatile boolean closed;
    private @Nullable Connection connection;
    private @Nullable Session session;

    /**
     * Starts the writer; it connects by itself, and again whenever the broker was gone. {@code heap} is the most memory
     * there is, in bytes.
     */
    EventQueue(
            ConnectionFactory connections,
            Duration commitTimeout,
            Deadlines deadlines,
            QueueLimits limits,
            Meters meters,
            Journeys journeys,
            long heap,
            Shards shards) {
        this.heap = heap;
        this.shards = shards;
        this.connections = connections;
        this.deadlines = deadlines;
        this.limits = limits;
        this.commitTimeout = commitTimeout;
        this.meters = meters;
        this.journeys = journeys;
        this.writer = new Thread(this::write, "event-queue-writer");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    /** Whether the last thing the broker did was an answer. */
    public boolean isAvailable() {
        return available && !closed;
    }

    /** Why it is not available. */
    String fault() {
        return fault;
    }

    /**
     * Keeps all of {@code events}, in their order, or none.
     *
     * @throws QueueUnavailableException if a limit is reached, more waits for the broker than memory holds, or the broker
     *     did not confirm in time
     */
    public void keep(@Body List<SegmentEvent> events) throws QueueUnavailableException {
        if (events.isEmpty()) {
            return;
        }
        if (!isAvailable()) {
            throw new QueueUnavailableException("The queue cannot keep events: " + fault);
        }
        Optional<QueueLimits.Reached> limit = limits.reached();
        if (limit.isPresent()) {
            throw new QueueUnavailableException(
                    "No events are taken in now: " + limit.get().reason());
        }
        EventSpans spans = journeys.spans();
        if (spans == null) {
            store(events);
        } else {
            traced(events, spans);
        }
    }

    private void traced(List<SegmentEvent> events, EventSpans spans) throws QueueUnavailableException {
        List<TakenIn> begun = events.stream()
                .map(event -> spans.takeIn(EventInHand.subject(event, 0, false, 0)))
                .toList();
        List<SegmentEvent> traced = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            traced.add(events.get(i).traced(begun.get(i).context()));
        }
        boolean isStored = false;
        try {
            store(traced);
            isStored = true;
        } finally {
            for (TakenIn each : begun) {
                each.end(isStored);
            }
        }
    }

    private void store(List<SegmentEvent> events) throws QueueUnavailableException {
        Request request = new Request(events, SegmentEvent.weight(events), new CompletableFuture<>());
        try {
            requireRoom(waiting.addAndGet(request.weight()), request.weight());
            keep(request);
        } finally {
            waiting.addAndGet(-request.weight());
        }
    }

    /** How many bytes of events wait for a commit. */
    long waiting() {
        return waiting.get();
    }

    /** For one request there is room always. */
    private void requireRoom(long all, long own) throws QueueUnavailableException {
        if (all > heap / WAITING_SHARE && all > own) {
            throw new QueueUnavailableException(
                    "More events wait for the broker's commit than memory holds. What to do: nothing, unless it stays"
                            + " so: then see why the broker is slow, or raise -Xmx");
        }
    }

    private void keep(Request request) throws QueueUnavailableException {
        CompletableFuture<Void> kept = request.kept();
        Wait wait = deadlines.begin(commitTimeout, () -> kept.completeExceptionally(new TimeoutException()));
        requests.add(request);
        try {
            kept.get();
            meters.count("ingest", "accepted", request.events().size());
            request.events().forEach(event -> meters.count("source", "accepted", "source", event.source()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw tooLate(request, e);
            }
            throw new QueueUnavailableException("The broker did not keep the events", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueUnavailableException("Stopped while waiting for the broker", e);
        } finally {
            deadlines.finish(wait);
        }
    }

    /**
     * Its sender gets 503 and sends it again, so it must not be stored too, unless its commit is under way. Until the
     * broker answers, other requests need not wait as long for the same answer.
     */
    private QueueUnavailableException tooLate(Request request, ExecutionException cause) {
        requests.remove(request);
        fault = "the broker does not confirm within " + commitTimeout.toMillis() + " ms";
        setAvailable(false);
        return new QueueUnavailableException("The broker did not confirm within " + commitTimeout, cause);
    }

    private void write() {
        while (!closed) {
            try {
                writeNext();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                MemoryFault.endIfOne(e);
                // A failure while a failure is handled, as with a full heap, must not end this thread either.
                fault = "the application fails (" + e.getClass().getSimpleName() + ')';
                setAvailable(false);
            }
        }
    }

    private void writeNext() throws InterruptedException {
        Request first = requests.poll(RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
        List<Request> together = first == null ? List.of() : together(first);
        if (together.isEmpty() && System.nanoTime() < respiteUntil) {
            return;
        }
        try {
            if (broken) {
                broken = false;
                disconnect();
            }
            Session ready = connected();
            if (!together.isEmpty()) {
                commit(together, ready);
            }
            setAvailable(true);
            together.forEach(request -> request.kept().complete(null));
        } catch (JMSException | RuntimeException | Error e) {
            MemoryFault.endIfOne(e);
            // Whatever it is, this thread must live.
            disconnect();
            fault = Shown.message(e);
            respiteUntil = System.nanoTime() + (together.isEmpty() ? 0 : RESPITE.toNanos());
            setAvailable(false);
            together.forEach(request -> request.kept().completeExceptionally(e));
        }
    }

    private List<Request> together(Request first) {
        List<Request> together = new ArrayList<>();
        int events = 0;
        long bytes = 0;
        for (Request next = first; next != null; next = hasRoom(events, bytes) ? requests.poll() : null) {
            if (!next.kept().isDone()) {
                together.add(next);
                events += next.events().size();
                bytes += next.weight();
            }
        }
        return together;
    }

    private boolean hasRoom(int events, long bytes) {
        return events < LARGEST_COMMIT && bytes < heap / COMMIT_SHARE;
    }

    private void commit(List<Request> together, Session open) throws JMSException {
        boolean withDoors = journeys.isOn();
        boolean withTraces = journeys.spans() != null;
        for (Request request : together) {
            for (SegmentEvent event : request.events()) {
                TextMessage message = open.createTextMessage(event.json());
                for (Map.Entry<String, String> header : event.headers().entrySet()) {
                    // A shard is read by one instance: it needs no groups, whose number is limited.
                    if (!shards.areSeveral() || !header.getKey().equals(SegmentEvent.Header.GROUP)) {
                        message.setStringProperty(header.getKey(), header.getValue());
                    }
                }
                if (withDoors && !event.door().isEmpty()) {
                    message.setStringProperty(SegmentEvent.Header.DOOR, event.door());
                }
                if (withTraces && !event.trace().isEmpty()) {
                    message.setStringProperty(SegmentEvent.Header.TRACE, event.trace());
                }
                producer(shards.queueOf(event.person()), open).send(message);
            }
        }
        open.commit();
    }

    private MessageProducer producer(String queue, Session open) throws JMSException {
        MessageProducer known = producers.get(queue);
        if (known != null) {
            return known;
        }
        MessageProducer made = open.createProducer(open.createQueue(queue));
        made.setDeliveryMode(DeliveryMode.PERSISTENT);
        producers.put(queue, made);
        return made;
    }

    private Session connected() throws JMSException {
        if (session == null) {
            Connection opened = connections.createConnection();
            connection = opened;
            // Notices a broker that goes while nothing is sent.
            opened.setExceptionListener(fault -> broken = true);
            opened.start();
            session = opened.createSession(true, Session.SESSION_TRANSACTED);
            // Whether it may send shows here, and not with the first event.
            producer(shards.queues().get(0), session);
        }
        return session;
    }

    private void disconnect() {
        Connection broken = connection;
        connection = null;
        session = null;
        producers.clear();
        if (broken != null) {
            try {
                broken.close();
            } catch (JMSException e) {
                log.debug("Closing a broken connection failed: {}", FaultPlace.of(e));
            }
        }
    }

    private synchronized void setAvailable(boolean now) {
        available = now;
        if (closed || Boolean.valueOf(now).equals(announced)) {
            return;
        }
        announced = now;
        if (now) {
            log.info("The queue '{}' is ready: events are kept", NAME);
        } else {
            log.warn("The queue '{}' cannot keep events: {}. Senders hear 503 until the broker is back", NAME, fault);
        }
    }

    /** Keeps what was asked for already, then lets go of the broker. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(commitTimeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        disconnect();
        for (Request left = requests.poll(); left != null; left = requests.poll()) {
            left.kept().completeExceptionally(new IllegalStateException("Stopped"));
        }
    }
}
