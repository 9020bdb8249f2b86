package org.extoledestination.idempotent;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.IdempotentRepository;
import org.extoledestination.activemqbatch.BatchListener;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The ids of what Extole has taken: Camel's idempotent repository, in front of an {@link IdStore}.
 *
 * <p>Events from the queue are looked up and recorded by batch. In between an id is known here as soon as Extole has the
 * event, for as long as an event with that id is on its way. All other events are looked up and recorded one by one.
 * Beside its id an event may have a key that its mapping calls unique: it is known when the event is mapped, so it is
 * looked up alone, but recorded with the batch.
 */
public final class DeliveredIds implements IdempotentRepository, BatchListener {

    private static final Logger log = LoggerFactory.getLogger(DeliveredIds.class);
    private static final String ON_ITS_WAY = "deliveredId";
    private static final int TRIES = 20;

    private final IdStore store;
    private final Meters meters;
    private final Map<String, OnItsWay> onTheirWay = new HashMap<>();
    /** Delivered, and not recorded yet. */
    private final Set<String> uniqueKeys = ConcurrentHashMap.newKeySet();

    private volatile CountDownLatch stopping = new CountDownLatch(1);

    /** What is known of an id while events with it are on their way. */
    private static final class OnItsWay {
        private final String id;
        private volatile boolean isDelivered;
        private volatile boolean isRecorded;
        private volatile String uniqueKey = "";
        private int events;

        OnItsWay(String id, boolean isRecorded) {
            this.id = id;
            this.isRecorded = isRecorded;
            this.isDelivered = isRecorded;
        }
    }

    DeliveredIds(IdStore store, Meters meters) {
        this.store = store;
        this.meters = meters;
    }

    /** Looks up the ids that are not on their way already. */
    @Override
    public synchronized void beforeProcessing(List<Exchange> exchanges) {
        Set<String> unknown = new HashSet<>();
        exchanges.forEach(exchange -> unknown.add(id(exchange)));
        unknown.removeAll(onTheirWay.keySet());
        Set<String> recorded = known(unknown);
        for (Exchange exchange : exchanges) {
            OnItsWay state = onTheirWay.computeIfAbsent(id(exchange), id -> new OnItsWay(id, recorded.contains(id)));
            state.events++;
            exchange.setProperty(ON_ITS_WAY, state);
        }
    }

    /** Records the ids of what Extole has taken. */
    @Override
    public void beforeAcknowledge(List<Exchange> exchanges) {
        Map<String, OnItsWay> delivered = new HashMap<>();
        for (Exchange exchange : exchanges) {
            OnItsWay state = exchange.getProperty(ON_ITS_WAY, OnItsWay.class);
            if (state != null && state.isDelivered && !state.isRecorded) {
                delivered.put(state.id, state);
            }
        }
        if (!delivered.isEmpty()) {
            store.record(keys(delivered));
            delivered.values().forEach(state -> state.isRecorded = true);
        }
    }

    private static Set<String> keys(Map<String, OnItsWay> delivered) {
        Set<String> keys = new HashSet<>(delivered.keySet());
        delivered.values().stream()
                .map(state -> state.uniqueKey)
                .filter(key -> !key.isEmpty())
                .forEach(keys::add);
        return keys;
    }

    @Override
    public synchronized void afterLeaving(List<Exchange> exchanges) {
        for (Exchange exchange : exchanges) {
            if (exchange.removeProperty(ON_ITS_WAY) instanceof OnItsWay state && --state.events == 0) {
                onTheirWay.remove(state.id);
                uniqueKeys.remove(state.uniqueKey);
            }
        }
    }

    private static String id(Exchange exchange) {
        Message message = exchange.getMessage();
        return id(
                message.getHeader(SegmentEvent.Header.SOURCE, String.class),
                message.getHeader(SegmentEvent.Header.MESSAGE_ID, String.class));
    }

    /** What an event is remembered by: two sources may use the same {@code messageId}. */
    public static String id(String source, String messageId) {
        return source + ':' + messageId;
    }

    /** Those of the given ids that are recorded. */
    public Set<String> known(Collection<String> ids) {
        return ids.isEmpty() ? Set.of() : store.known(ids);
    }

    private static @Nullable OnItsWay state(Exchange exchange, String key) {
        OnItsWay state = exchange.getProperty(ON_ITS_WAY, OnItsWay.class);
        return state != null && state.id.equals(key) ? state : null;
    }

    @Override
    public boolean contains(Exchange exchange, String key) {
        OnItsWay state = state(exchange, key);
        boolean known = state == null ? uniqueKeys.contains(key) || contains(key) : state.isDelivered;
        if (known) {
            meters.count("delivery", "duplicate");
        }
        return known;
    }

    @Override
    public boolean contains(String key) {
        return !store.known(Set.of(key)).isEmpty();
    }

    /**
     * An event of a batch is recorded with the batch, before the queue forgets it. One that came alone is done whether or
     * not it could be recorded: Extole has it.
     */
    @Override
    public boolean add(Exchange exchange, String key) {
        OnItsWay state = state(exchange, key);
        if (state == null) {
            return addBeside(exchange, key);
        }
        boolean isNew = !state.isDelivered;
        state.isDelivered = true;
        return isNew;
    }

    private boolean addBeside(Exchange exchange, String key) {
        OnItsWay state = exchange.getProperty(ON_ITS_WAY, OnItsWay.class);
        if (state == null) {
            return addIfPossible(key);
        }
        state.uniqueKey = key;
        return uniqueKeys.add(key);
    }

    private boolean addIfPossible(String key) {
        try {
            return add(key);
        } catch (DataAccessException hasBeenSaid) {
            return true;
        }
    }

    /**
     * Records an id. Extole has the event by now, so a store that is away for a moment is waited for: an id that is
     * not recorded could be delivered twice if its sender repeats it.
     */
    @Override
    public boolean add(String key) {
        for (int attempt = 1; ; attempt++) {
            try {
                boolean isNew = store.recordNew(key);
                recordedAlone(key);
                return isNew;
            } catch (DataAccessException e) {
                if (attempt == TRIES || !paused()) {
                    log.error(
                            "An event was delivered but its id could not be recorded: {}. If its sender repeats it,"
                                    + " Extole gets it twice",
                            e.getClass().getSimpleName());
                    throw e;
                }
            }
        }
    }

    /** Its repeats may be on their way already, and were looked up before. */
    private synchronized void recordedAlone(String key) {
        OnItsWay state = onTheirWay.get(key);
        if (state != null) {
            state.isDelivered = true;
            state.isRecorded = true;
        }
    }

    private boolean paused() {
        try {
            return !stopping.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Forgets what is older than {@code delivery.remember-ids}. */
    public void forgetOld() {
        store.forgetOld();
    }

    @Override
    public boolean remove(String key) {
        return store.forget(key);
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        store.forgetAll();
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
    }

    /** Ends the wait for a store that is away. */
    @Override
    public void stop() {
        stopping.countDown();
    }
}
