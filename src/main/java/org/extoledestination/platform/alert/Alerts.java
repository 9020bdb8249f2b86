package org.extoledestination.platform.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.extoledestination.platform.alert.AlertDelivery.Alert;
import org.extoledestination.platform.alert.AlertSource.Cause;
import org.extoledestination.platform.deadline.Backoff;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an address of the operator's what needs attention: once when it begins, and once when it is over. A thread of its
 * own looks for it.
 */
public final class Alerts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Alerts.class);
    private static final int LONGEST_TEXT = 500;

    private final Webhook webhook;
    private final AlertSettings settings;
    private final Supplier<List<AlertSource>> sources;
    private final ObjectMapper json;
    private final Clock clock;
    private final AlertDelivery delivery;
    private final ScheduledThreadPoolExecutor looking = AlertDelivery.thread("alerts-look");
    /** By type; the looking thread's own. */
    private final Map<String, Seen> seen = new HashMap<>();

    private long looks;

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
        this.delivery = new AlertDelivery(webhook, clock, meters, backoff);
    }

    private record Seen(Cause cause, Instant since, boolean isTold) {}

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
            delivery.add(type + ' ' + key, alert(type, heading, cause, clock.instant(), null), false);
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
                delivery.add(source.type(), alert(source.type(), source.heading(), cause, since, null), true);
            }
            seen.put(source.type(), new Seen(cause, since, isTold));
        } else if (before != null) {
            seen.remove(source.type());
            if (before.isTold()) {
                delivery.add(
                        source.ended(),
                        alert(source.ended(), source.heading(), before.cause(), before.since(), now),
                        true);
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

    /** What waits is not sent any more: a state that lasts is told anew by the next process. */
    @Override
    public void close() {
        looking.shutdownNow();
        delivery.close();
    }
}
