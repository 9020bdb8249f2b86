package org.extoledestination.platform.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.extoledestination.platform.alert.AlertSource.Cause;
import org.extoledestination.platform.deadline.Backoff;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an address of the operator's what needs attention: once when it begins, and once when it is over. Two threads of
 * its own look and send, so that nobody waits for the receiver; {@value #MOST_WAITING} alerts wait for it at most, of one
 * thing the latest, and each for a day.
 */
public final class Alerts implements AutoCloseable {

    static final int MOST_WAITING = 100;

    private static final Logger log = LoggerFactory.getLogger(Alerts.class);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int LONGEST_TEXT = 500;

    private final Webhook webhook;
    private final AlertSettings settings;
    private final Supplier<List<AlertSource>> sources;
    private final ObjectMapper json;
    private final Clock clock;
    private final Meters meters;
    private final Backoff backoff;
    private final ScheduledThreadPoolExecutor looking = thread("alerts-look");
    private final ScheduledThreadPoolExecutor sending = thread("alerts-send");
    /** By what they are about; guarded by itself. */
    private final Map<String, Alert> waiting = new LinkedHashMap<>();
    /** By type; the looking thread's own. */
    private final Map<String, Seen> seen = new HashMap<>();

    private int failures;
    private long looks;
    private boolean isSending;

    Alerts(
            Webhook webhook,
            AlertSettings settings,
            Supplier<List<AlertSource>> sources,
            ObjectMapper json,
            Clock clock,
            Meters meters,
            Backoff backoff) {
        this.webhook = webhook;
        this.settings = settings;
        this.sources = sources;
        this.json = json;
        this.clock = clock;
        this.meters = meters;
        this.backoff = backoff;
    }

    private record Alert(String id, Instant at, String type, String body) {}

    private record Seen(Cause cause, Instant since, boolean isTold) {}

    private static ScheduledThreadPoolExecutor thread(String name) {
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return one;
    }

    /** Begins to look, if there is an address to tell. */
    void begin() {
        if (webhook.isSet()) {
            // It ends with its thread, and no look throws.
            ScheduledFuture<?> unused = looking.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
        }
    }

    /**
     * Tells of something that happens at one moment.
     *
     * @param key what it is about: while an alert of it waits, no other one is told
     */
    public void tell(String type, String key, String heading, Cause cause) {
        if (webhook.isSet()) {
            add(type + ' ' + key, alert(type, heading, cause, clock.instant(), null), false);
        }
    }

    private void look() {
        looks++;
        for (AlertSource source : sources.get()) {
            try {
                if (looks % source.everySeconds() == 0) {
                    look(source, source.cause().get());
                }
            } catch (RuntimeException e) {
                log.debug("It is not known whether {}; what was, holds: {}", source.type(), FaultPlace.of(e));
            }
        }
    }

    private void look(AlertSource source, Optional<Cause> found) {
        Seen before = seen.get(source.type());
        Instant now = clock.instant();
        if (found.isPresent()) {
            Cause cause = found.get();
            Instant said = cause.since();
            Instant since = said != null ? said : before == null ? now : before.since();
            boolean wasTold = before != null && before.isTold();
            boolean isTold = wasTold || !since.plus(settings.after()).isAfter(now);
            if (isTold && !wasTold) {
                add(source.type(), alert(source.type(), source.heading(), cause, since, null), true);
            }
            seen.put(source.type(), new Seen(cause, since, isTold));
        } else if (before != null) {
            seen.remove(source.type());
            if (before.isTold()) {
                add(source.ended(), alert(source.ended(), source.heading(), before.cause(), before.since(), now), true);
            }
        }
    }

    private Alert alert(String type, String heading, Cause cause, Instant since, @Nullable Instant until) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("reason", Shown.clean(cause.reason(), LONGEST_TEXT));
        data.put("since", since.toString());
        if (until != null) {
            data.put("until", until.toString());
        }
        data.put("action", until == null ? Shown.clean(cause.action(), LONGEST_TEXT) : "nothing: it is over");
        data.put("docs", "docs/operations.md#" + heading);
        Map<String, Object> body = new LinkedHashMap<>();
        Instant now = clock.instant();
        body.put("type", type);
        body.put("timestamp", now.toString());
        body.put("data", data);
        try {
            return new Alert("msg_" + UUID.randomUUID(), now, type, json.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts are always JSON", e);
        }
    }

    /** {@code replaces}: whether it takes the place of one that waits, behind all others. */
    private void add(String key, Alert alert, boolean replaces) {
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

    /** What waits is not sent any more: a state that lasts is told anew by the next process. */
    @Override
    public void close() {
        looking.shutdownNow();
        sending.shutdownNow();
    }
}
