package org.extoledestination.sandbox;

import static org.extoledestination.sandbox.SandboxSettings.CLIENT_ADMIN;
import static org.extoledestination.sandbox.SandboxSettings.USER_SUPPORT;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Extole's API as a function from a request to an answer, checks in Extole's order. */
final class Extole {
    private static final Logger log = LoggerFactory.getLogger(Extole.class);

    private final Access access;
    private final boolean tellsWhenToRetry;
    private final List<Endpoint> endpoints;

    Extole(SandboxSettings settings, ScheduledExecutorService later) {
        access = new Access(settings.keys());
        tellsWhenToRetry = settings.retryAfter();
        endpoints = endpoints(
                new EventsApi(later, settings),
                new PersonsApi(),
                new PersonDataApi(),
                new ErasuresApi(),
                new AccountApi(access));
    }

    private static List<Endpoint> endpoints(
            EventsApi events, PersonsApi persons, PersonDataApi data, ErasuresApi erasures, AccountApi account) {
        return List.of(
                new Endpoint("POST", "v6/async-events", USER_SUPPORT, events::async),
                new Endpoint("POST", "v6/async-events/*", USER_SUPPORT, events::async),
                new Endpoint("POST", "v6/events", USER_SUPPORT, events::sync),
                new Endpoint("POST", "v6/events/*", USER_SUPPORT, events::sync),
                new Endpoint("POST", "v5/events", USER_SUPPORT, events::older),
                new Endpoint("POST", "v5/events/*", USER_SUPPORT, events::older),
                new Endpoint("POST", "v4/erasures", CLIENT_ADMIN, erasures::erase),
                new Endpoint("GET", "v4/tokens", null, account::token),
                new Endpoint("GET", "v2/me", USER_SUPPORT, account::me),
                new Endpoint("GET", "v5/persons", USER_SUPPORT, persons::search),
                new Endpoint("POST", "v5/persons", USER_SUPPORT, persons::create),
                new Endpoint("GET", "v5/persons/*", USER_SUPPORT, persons::read),
                new Endpoint("PUT", "v5/persons/*", USER_SUPPORT, persons::change),
                new Endpoint("GET", "v5/persons/*/data", USER_SUPPORT, data::list),
                new Endpoint("POST", "v5/persons/*/data", USER_SUPPORT, data::add),
                new Endpoint("PUT", "v5/persons/*/data/*", USER_SUPPORT, data::change),
                new Endpoint("DELETE", "v5/persons/*/data/*", USER_SUPPORT, data::remove));
    }

    Answer answer(World world, Call call) {
        try {
            Endpoint endpoint = find(call);
            String token = access.check(call, endpoint.scope());
            if (endpoint.metered()) {
                throttle(world, token);
            }
            if (endpoint.takesBody()) {
                call.requireJsonBody();
            }
            return Answer.ok(endpoint.action().answer(world, call));
        } catch (Refusal e) {
            return e.answer();
        } catch (RuntimeException e) {
            log.error("The sandbox failed at {} {}: {}", call.method(), Shown.text(call.path()), FaultPlace.of(e));
            return Answer.error(500, "software_error", "The sandbox failed; its log says why.", Map.of());
        }
    }

    private Endpoint find(Call call) {
        boolean pathIsKnown = false;
        for (Endpoint endpoint : endpoints) {
            if (endpoint.isAt(call.segments())) {
                if (endpoint.method().equals(call.method())) {
                    return endpoint;
                }
                pathIsKnown = true;
            }
        }
        throw pathIsKnown
                ? new Refusal(405, "method_not_allowed", "The path does not take this method.")
                : new Refusal(404, "method_not_found", "There is no such path.");
    }

    private void throttle(World world, String token) {
        OptionalLong wait = world.throttle().take(token);
        if (wait.isPresent()) {
            Refusal refusal = new Refusal(429, "too_many_requests", "The token has made too many requests.");
            throw tellsWhenToRetry ? refusal.retryAfter(Long.toString(wait.getAsLong())) : refusal;
        }
    }
}
