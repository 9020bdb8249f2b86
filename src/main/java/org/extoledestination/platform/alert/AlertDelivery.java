package org.extoledestination.platform.alert;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.extoledestination.platform.deadline.Backoff;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alerts to the webhook, again until it takes them. A thread of its own sends, so that nobody waits for the
 * receiver; {@value #MOST_WAITING} alerts wait for it at most, of one thing the latest, and each for a day.
 */
final class AlertDelivery implements AutoCloseable {

    static final int MOST_WAITING = 100;

    private static final Logger log = LoggerFactory.getLogger(AlertDelivery.class);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Webhook webhook;
    private final Clock clock;
    private final Meters meters;
    private final Backoff backoff;
    private final ScheduledThreadPoolExecutor sending = thread("alerts-send");
    /** By what they are about; guarded by itself. */
    private final Map<String, Alert> waiting = new LinkedHashMap<>();

    private int failures;
    private boolean isSending;

    AlertDelivery(Webhook webhook, Clock clock, Meters meters, Backoff backoff) {
        this.webhook = webhook;
        this.clock = clock;
        this.meters = meters;
        this.backoff = backoff;
    }

    /**
     * One alert.
     *
     * @param id the same for each attempt
     * @param at when it was made
     * @param body as JSON
     */
    record Alert(String id, Instant at, String type, String body) {}

    /** One thread; what waits for it ends with it. */
    static ScheduledThreadPoolExecutor thread(String name) {
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return one;
    }

    /**
     * Lets an alert wait to be sent.
     *
     * @param key what it is about
     * @param replaces whether it takes the place of one that waits, behind all others; otherwise that one stays
     */
    void add(String key, Alert alert, boolean replaces) {
        synchronized (waiting) {
            if (!replaces && waiting.containsKey(key)) {
                return;
            }
            waiting.remove(key);
            waiting.put(key, alert);
            if (waiting.size() > MOST_WAITING) {
                Iterator<String> oldest = waiting.keySet().iterator();
                oldest.next();
                oldest.remove();
                meters.count("alert", "dropped");
            }
            if (!isSending && !sending.isShutdown()) {
                isSending = true;
                sending.execute(this::send);
            }
        }
    }

    private void send() {
        for (Optional<Map.Entry<String, Alert>> next = first(); next.isPresent(); next = first()) {
            String key = next.get().getKey();
            Alert alert = next.get().getValue();
            try {
                webhook.send(alert.id(), clock.instant().getEpochSecond(), alert.body());
                meters.count("alert", "sent");
                remove(key, alert);
                failures = 0;
            } catch (Webhook.NotTakenException | RuntimeException e) {
                fail(key, alert, e);
                return;
            }
        }
    }

    private void fail(String key, Alert alert, Exception failure) {
        meters.count("alert", "failed");
        failures++;
        if (failures == 1) {
            log.warn(
                    "An alert ({}) was not taken by the receiver of alerts.webhook.url: {}. It is tried again, with growing"
                            + " waits, for a day",
                    alert.type(),
                    failure instanceof Webhook.NotTakenException ? Shown.message(failure) : FaultPlace.of(failure));
        }
        if (alert.at().plus(LONGEST).isBefore(clock.instant())) {
            meters.count("alert", "dropped");
            remove(key, alert);
        }
        behind(key, alert);
        if (!sending.isShutdown()) {
            // It ends with its thread, and what it throws is told here.
            ScheduledFuture<?> unused =
                    sending.schedule(this::send, backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What one receiver never takes holds up no other alert. */
    private void behind(String key, Alert alert) {
        synchronized (waiting) {
            if (waiting.remove(key, alert)) {
                waiting.put(key, alert);
            }
        }
    }

    private Optional<Map.Entry<String, Alert>> first() {
        synchronized (waiting) {
            Iterator<Map.Entry<String, Alert>> all = waiting.entrySet().iterator();
            isSending = all.hasNext();
            if (!isSending) {
                return Optional.empty();
            }
            Map.Entry<String, Alert> first = all.next();
            return Optional.of(Map.entry(first.getKey(), first.getValue()));
        }
    }

    /** Not one that has come in its place. */
    private void remove(String key, Alert alert) {
        synchronized (waiting) {
            waiting.remove(key, alert);
        }
    }

    /** What waits is not sent any more. */
    @Override
    public void close() {
        sending.shutdownNow();
    }
}
