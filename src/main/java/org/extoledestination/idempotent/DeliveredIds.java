package org.extoledestination.idempotent;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.extoledestination.activemqbatch.BatchListener;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.routes.Rehearsable;
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
public final class DeliveredIds implements IdempotentRepository, BatchListener, Rehearsable {

    private static final Logger log = LoggerFactory.getLogger(DeliveredIds.class);
    private static final String ON_ITS_WAY = "deliveredId";

    private final IdStore store;
    private final Meters meters;
    private final Map<String, OnItsWay> onTheirWay = new HashMap<>();
    /** Delivered, and not recorded yet. */
    private final Set<String> uniqueKeys = ConcurrentHashMap.newKeySet();
    /** Delivered while the store was away. */
    private final Set<String> unrecorded = ConcurrentHashMap.newKeySet();

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

    /** Nothing is delivered there, so nothing is known. */
    @Override
    public Object forRehearsal(Meters elsewhere) {
        return new Nothing();
    }

    private static final class Nothing extends ServiceSupport implements IdempotentRepository {

        @Override
        public boolean add(String key) {
            return true;
        }

        @Override
        public boolean contains(String key) {
            return false;
        }

        @Override
        public boolean remove(String key) {
            return true;
        }

        @Override
        public boolean confirm(String key) {
            return true;
        }

        @Override
        public void clear() {}
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

    /** Those of the given ids that Extole has. */
    public Set<String> known(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        Set<String> recorded = store.known(ids);
        if (unrecorded.isEmpty()) {
            return recorded;
        }
        Set<String> known = new HashSet<>(recorded);
        ids.stream().filter(unrecorded::contains).forEach(known::add);
        return known;
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
        return unrecorded.contains(key) || !store.known(Set.of(key)).isEmpty();
    }

    /** An event of a batch is recorded with the batch, before the queue forgets it. */
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
            return add(key);
        }
        state.uniqueKey = key;
        return uniqueKeys.add(key);
    }

    /**
     * Records an id, whether or not the store can be reached: Extole has the event. Where it cannot, this process knows the
     * id until {@link #recordRest} has recorded it.
     */
    @Override
    public boolean add(String key) {
        boolean isNew;
        boolean isRecorded = true;
        try {
            isNew = store.recordNew(key);
        } catch (DataAccessException e) {
            isNew = unrecorded.add(key);
            isRecorded = false;
            log.error(
                    "An event was delivered but its id could not be recorded yet: {}. It is recorded as soon as that is"
                            + " possible; if the process ends before, a repeat of the event goes out twice",
                    e.getClass().getSimpleName());
        }
        deliveredAlone(key, isRecorded);
        return isNew;
    }

    /** Its repeats may be on their way already, and were looked up before. */
    private synchronized void deliveredAlone(String key, boolean isRecorded) {
        OnItsWay state = onTheirWay.get(key);
        if (state != null) {
            state.isDelivered = true;
            state.isRecorded = isRecorded;
        }
    }

    /** Records the ids that could not be recorded when their events were delivered. */
    public void recordRest() {
        List<String> rest = List.copyOf(unrecorded);
        if (!rest.isEmpty()) {
            store.record(rest);
            rest.forEach(unrecorded::remove);
            log.info("{} ids of delivered events that could not be recorded before are recorded now", rest.size());
        }
    }

    /** Forgets what is older than {@code delivery.remember-ids}. */
    public void forgetOld() {
        store.forgetOld();
    }

    @Override
    public boolean remove(String key) {
        boolean wasUnrecorded = unrecorded.remove(key);
        return store.forget(key) || wasUnrecorded;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        unrecorded.clear();
        store.forgetAll();
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}
}
