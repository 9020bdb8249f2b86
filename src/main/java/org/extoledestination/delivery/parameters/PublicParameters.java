package org.extoledestination.delivery.parameters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.extoledestination.delivery.ExtoleAccounts;
import org.extoledestination.delivery.parameters.WaitingPerson.Keys;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentTime;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/**
 * Lets the PUBLIC parameters of an event wait to be written, and forgets them. For routes:
 * {@code bean: {ref: publicParameters, method: ...}}.
 */
public final class PublicParameters {

    private static final String INVALID_NAME = "invalid_name";

    private final PublicParametersMode mode;
    private final ParameterRows rows;
    private final RefusedParameters refused;
    private final ParameterSchedule schedule;
    private final ExtoleAccounts accounts;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Meters meters;

    PublicParameters(
            PublicParametersMode mode,
            ParameterRows rows,
            RefusedParameters refused,
            ParameterSchedule schedule,
            ExtoleAccounts accounts,
            ObjectMapper mapper,
            Clock clock,
            Meters meters) {
        this.mode = mode;
        this.rows = rows;
        this.refused = refused;
        this.schedule = schedule;
        this.accounts = accounts;
        this.mapper = mapper;
        this.clock = clock;
        this.meters = meters;
    }

    /** Leaves those out of the event of which Extole has something newer: it may write what an event brings, too. */
    public void leaveOutStale(Exchange exchange) {
        if (mode == PublicParametersMode.SEND
                || !(exchange.getMessage().getBody() instanceof ExtoleRequest request)
                || request.parameters().isEmpty()
                || !(request.body().get("data") instanceof Map<?, ?> data)) {
            return;
        }
        SegmentEvent event = EventInHand.event(exchange);
        Instant now = clock.instant();
        Set<String> stale =
                new HashSet<>(rows.newer(event, accounts.nameFor(exchange), keys(data), time(request, now), now));
        stale.retainAll(request.parameters());
        if (!stale.isEmpty()) {
            exchange.getMessage().setBody(request.without(stale));
            meters.count("parameters", "stale", stale.size());
        }
    }

    private static Keys keys(Map<?, ?> data) {
        return new Keys(key(data, "email"), key(data, "partner_user_id"));
    }

    /** Lets the parameters of the event that Extole has just taken wait, if they are to be written. */
    public void keep(Exchange exchange) {
        ExtoleRequest request = EventInHand.of(exchange).request();
        if (mode == PublicParametersMode.SEND
                || request == null
                || !(request.body().get("data") instanceof Map<?, ?> data)) {
            return;
        }
        SegmentEvent event = EventInHand.event(exchange);
        Instant now = clock.instant();
        Map<String, @Nullable String> parameters = parameters(request, data, event, now);
        Keys keys = keys(data);
        if (parameters.isEmpty()) {
            return;
        }
        if (keys.areNone()) {
            meters.count("parameters", "anonymous", parameters.size());
            return;
        }
        String account = accounts.nameFor(exchange);
        Instant firstTry = now.plus(schedule.beforeFirstTry());
        int kept = rows.keep(event, account, keys, parameters, time(request, now), now, firstTry);
        meters.count("parameters", "kept", kept);
        meters.count("parameters", "stale", parameters.size() - kept);
    }

    /** The time that Extole gets. A future time counts as now; otherwise all later ones would be older. */
    private static Instant time(ExtoleRequest request, Instant now) {
        return SegmentTime.parse(String.valueOf(request.body().get("event_time")))
                .filter(time -> time.isBefore(now))
                .map(time -> time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time)
                .orElse(now);
    }

    private Map<String, @Nullable String> parameters(
            ExtoleRequest request, Map<?, ?> data, SegmentEvent event, Instant now) {
        Map<String, @Nullable String> parameters = new LinkedHashMap<>();
        data.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!request.parameters().contains(name)) {
                return;
            }
            if (ParameterName.isSound(name)) {
                parameters.put(name, value == null ? null : json(value));
            } else {
                refused.add(name, INVALID_NAME, event.messageId(), now);
            }
        });
        return parameters;
    }

    /** PostgreSQL takes no NUL, and Extole knows nobody by one. */
    private static Optional<String> key(Map<?, ?> data, String name) {
        return Optional.ofNullable(data.get(name))
                .map(String::valueOf)
                .filter(key -> !key.isBlank() && key.indexOf('\0') < 0);
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A value that came as JSON cannot be written as JSON", e);
        }
    }

    /** Removes what waits of a person whom Extole is about to erase, so that it cannot make the person anew. */
    public void forget(@Body ExtoleRequest erasure) {
        Optional.ofNullable(erasure.body().get("partner_user_id"))
                .ifPresent(id -> rows.forget(Person.ofUserId(String.valueOf(id))));
        Optional.ofNullable(erasure.body().get("email"))
                .ifPresent(email -> rows.forget(Person.ofEmail(String.valueOf(email))));
    }

    /** {@code send} or {@code write}, as the settings write it. */
    String mode() {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /** How many wait. */
    public long count() {
        return rows.count();
    }
}
