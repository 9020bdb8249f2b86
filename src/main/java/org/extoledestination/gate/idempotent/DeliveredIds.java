package org.extoledestination.gate.idempotent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.extoledestination.activemqbatch.BatchListener;
import org.extoledestination.edit.routes.Rehearsable;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.Whereabouts.Place;
import org.extoledestination.gate.idempotent.OnItsWay.Sent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.database.AfterCommit;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The ids of what Extole has taken: Camel's idempotent repository, in front of an {@link IdStore}.
 *
 * <p>Events from the queue are looked up and recorded by batch. In between an id is known here as soon as Extole has the
 * event, for as long as an event with that id is on its way. All other events are looked up and recorded one by one.
 * Beside its id an event may have keys that its mapping calls unique, one for each of its requests: they are known when
 * the event is mapped, so they are looked up alone. What Extole has of an event is recorded with the batch, or before the
 * next request of the same event leaves.
 */
@Component("deliveredIds")
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

    /**
     * The way of one exchange, shared by the copies that a route makes of it. An attempt counts anew the requests that are
     * the same.
     */
    private static final class Way {
        private final OnItsWay event;
        private final boolean isAlone;
        private final Map<Sent, Integer> seen = new HashMap<>();
        private @Nullable Object attempt;

        Way(OnItsWay event, boolean isAlone) {
            this.event = event;
            this.isAlone = isAlone;
        }

        private synchronized int next(ExtoleRequest request, @Nullable Object current) {
            if (!Objects.equals(attempt, current)) {
                seen.clear();
                attempt = current;
            }
            return seen.merge(Sent.of(request), 1, Integer::sum);
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
        List<String> begun = unknown.stream().map(OnItsWay::begun).toList();
        unknown.addAll(begun);
        Set<String> recorded = known(unknown);
        for (Exchange exchange : exchanges) {
            OnItsWay event = onTheirWay.computeIfAbsent(id(exchange), id -> new OnItsWay(id, recorded));
            event.events++;
            exchange.setProperty(ON_ITS_WAY, new Way(event, false));
        }
    }

    /**
     * Records the ids of what Extole has taken, the keys of its requests, and of an event that did not come through the
     * requests that Extole has.
     */
    @Override
    public void beforeAcknowledge(List<Exchange> exchanges) {
        Map<OnItsWay, Set<String>> unrecorded = new HashMap<>();
        for (Exchange exchange : exchanges) {
            Way way = exchange.getProperty(ON_ITS_WAY, Way.class);
            if (way != null) {
                boolean hasFailed = exchange.getProperty(Exchange.EXCEPTION_CAUGHT) != null;
                unrecorded.put(way.event, way.event.unrecorded(hasFailed && !way.event.isDelivered));
            }
        }
        Set<String> all = new HashSet<>();
        unrecorded.forEach((event, keys) -> {
            all.addAll(keys);
            if (event.isDelivered && !event.isRecorded) {
                all.add(event.id);
            }
        });
        if (!all.isEmpty()) {
            store.record(all);
            AfterCommit.run(() -> unrecorded.forEach((event, keys) -> {
                event.areRecorded(keys);
                event.isRecorded |= all.contains(event.id);
            }));
        }
    }

    /** Extole has it, whoever reads the queue: that process is not to send it again. */
    @Override
    public void afterLosing(List<Exchange> exchanges) {
        beforeAcknowledge(exchanges);
    }

    @Override
    public synchronized void afterLeaving(List<Exchange> exchanges) {
        for (Exchange exchange : exchanges) {
            if (exchange.removeProperty(ON_ITS_WAY) instanceof Way way && --way.event.events == 0) {
                onTheirWay.remove(way.event.id);
                uniqueKeys.removeAll(way.event.uniqueKeys());
            }
        }
    }

    private static String id(Exchange exchange) {
        Message message = exchange.getMessage();
        return id(
                message.getHeader(SegmentEvent.Header.SOURCE, String.class),
                message.getHeader(SegmentEvent.Header.MESSAGE_ID, String.class));
    }

    /** The id under which an event is remembered: two sources may use the same {@code messageId}. */
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

    /** Where an event is that is in hand here or done. */
    List<Place> find(String source, String messageId) {
        String id = id(source, messageId);
        List<Place> found = new ArrayList<>();
        onItsWaySince(id)
                .ifPresent(since -> found.add(new Place(
                        "in hand",
                        since,
                        source,
                        "",
                        "",
                        "It is read out of the queue: a route has it, or it waits for its turn.",
                        "nothing; if it stays, see: delivery status")));
        store.since(id)
                .ifPresent(since -> found.add(new Place(
                        "done",
                        since,
                        source,
                        "",
                        "",
                        "Extole has taken it, or its mapping sends nothing of it: which of both is not recorded.",
                        "nothing; a repeat is not sent again within delivery.remember-ids. 'map' tells what the"
                                + " mappings make of such an event")));
        return found;
    }

    private synchronized Optional<Instant> onItsWaySince(String id) {
        return Optional.ofNullable(onTheirWay.get(id))
                .filter(event -> !event.isDelivered)
                .map(event -> Instant.ofEpochMilli(event.since));
    }

    /** The way of an exchange that came with no batch begins here. */
    private @Nullable Way way(Exchange exchange) {
        Way way = exchange.getProperty(ON_ITS_WAY, Way.class);
        SegmentEvent event = EventInHand.of(exchange).event();
        if (event == null || (way != null && !way.isAlone)) {
            return way;
        }
        String id = id(event.source(), event.messageId());
        if (way == null || !way.event.id.equals(id)) {
            way = new Way(new OnItsWay(id, known(Set.of(id, OnItsWay.begun(id)))), true);
            exchange.setProperty(ON_ITS_WAY, way);
        }
        return way;
    }

    @Override
    public boolean contains(Exchange exchange, String key) {
        Way way = way(exchange);
        if (way != null && way.event.id.equals(key)) {
            return counted(way.event.isDelivered);
        }
        if (way != null && way.event.uniqueKeys().contains(key)) {
            // The same request of an earlier attempt passes here and is skipped later; another one with its key is a
            // duplicate.
            return counted(!way.event.has(ExtoleRequest.of(exchange.getMessage().getBody()), 1));
        }
        return counted(uniqueKeys.contains(key) || contains(key));
    }

    private boolean counted(boolean isKnown) {
        if (isKnown) {
            meters.count("delivery", "duplicate");
        }
        return isKnown;
    }

    /** Whether Extole does not have a request of the event. What it has is recorded before the next one leaves. */
    boolean isLeft(Exchange exchange, ExtoleRequest request) {
        Way way = way(exchange);
        if (way == null) {
            return true;
        }
        OnItsWay event = way.event;
        int nth = way.next(request, exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER));
        if (!event.has(request, nth) && event.isBegun && contains(event.key(request, nth))) {
            event.add(request, true);
        }
        boolean isLeft = !event.has(request, nth);
        if (isLeft) {
            record(event);
        }
        return isLeft;
    }

    private void record(OnItsWay event) {
        Set<String> keys = event.unrecorded(true);
        if (!keys.isEmpty()) {
            store.record(keys);
            event.areRecorded(keys);
        }
    }

    /** Extole has a request of the event. */
    void add(Exchange exchange, ExtoleRequest request) {
        Way way = way(exchange);
        if (way != null) {
            way.event.add(request, false);
            recordAlone(way);
        }
    }

    /** No batch records it. Where that cannot be done now, this process knows it. */
    private void recordAlone(Way way) {
        if (way.isAlone) {
            try {
                record(way.event);
            } catch (DataAccessException e) {
                Set<String> keys = way.event.unrecorded(true);
                unrecorded.addAll(keys);
                way.event.areRecorded(keys);
                couldNotBeRecorded(e);
            }
        }
    }

    @Override
    public boolean contains(String key) {
        return unrecorded.contains(key) || !store.known(Set.of(key)).isEmpty();
    }

    /** An event of a batch is recorded with the batch, before the queue forgets it. */
    @Override
    public boolean add(Exchange exchange, String key) {
        Way way = way(exchange);
        if (way == null) {
            return add(key);
        }
        if (!way.event.id.equals(key)) {
            way.event.add(key);
            recordAlone(way);
            return way.isAlone || uniqueKeys.add(key);
        }
        if (way.isAlone) {
            return add(key);
        }
        boolean isNew = !way.event.isDelivered;
        way.event.isDelivered = true;
        return isNew;
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
            couldNotBeRecorded(e);
        }
        deliveredAlone(key, isRecorded);
        return isNew;
    }

    private static void couldNotBeRecorded(DataAccessException e) {
        log.error(
                "An event was delivered but its id could not be recorded yet: {}. It is recorded as soon as that is"
                        + " possible; if the process ends before, a repeat of the event goes out twice",
                e.getClass().getSimpleName());
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
