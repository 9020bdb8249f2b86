package org.extoledestination.edit.routes;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.model.RouteDefinition;
import org.extoledestination.edit.live.EditRefusedException;

/** Stops a route between two messages, and starts its successor if there is one. While an HTTP route is exchanged, requests wait. */
final class RouteRestart {

    /** Longer than a commit may take. */
    private static final Duration REQUEST = Duration.ofSeconds(15);

    private final CamelContext context;
    private final ExpectedRoutes expected;
    private final RequestGate gate;
    private final Consumer<Endpoint> httpGone;
    private final RouteModel model;
    private final RouteHalt halt;

    RouteRestart(
            CamelContext context,
            RouteSwitch.Factory factory,
            ExpectedRoutes expected,
            RequestGate gate,
            Consumer<Endpoint> httpGone,
            RouteModel model) {
        this.context = context;
        this.expected = expected;
        this.gate = gate;
        this.httpGone = httpGone;
        this.model = model;
        this.halt = new RouteHalt(context, factory);
    }

    /** Lets a route listen to something else. */
    void exchange(String id, RouteDefinition old, RouteDefinition next, Undo undo) throws Exception {
        boolean isHttp = isHttp(old) || isHttp(next);
        expected.exchanging(id);
        try {
            if (isHttp && !gate.close(REQUEST)) {
                throw EditRefusedException.notNow("requests under way did not end within " + REQUEST.toSeconds()
                        + " s, so the route '" + id + "' could not be exchanged");
            }
            halt.stop(id);
            Endpoint endpoint = context.getRoute(id).getEndpoint();
            model.remove(id);
            undo.with(() -> putBack(id, old));
            model.start(next);
            if (isHttp) {
                httpGone.accept(endpoint);
            }
        } catch (Exception e) {
            if (context.getRoute(id) == null) {
                // Before the gate opens.
                putBack(id, old);
            }
            throw e;
        } finally {
            if (isHttp) {
                gate.open();
            }
            expected.exchanged(id);
        }
    }

    private static boolean isHttp(RouteDefinition route) {
        return route.getInput().getEndpointUri().startsWith("platform-http:");
    }

    private void putBack(String id, RouteDefinition old) {
        model.remove(id);
        try {
            model.start(old);
        } catch (Exception e) {
            throw new IllegalStateException("the route '" + id + "' does not run", e);
        }
    }

    /** Takes out a route that has no successor. */
    void end(String id) throws Exception {
        try {
            expected.exchanging(id);
            Endpoint endpoint = context.getRoute(id).getEndpoint();
            halt.stop(id);
            httpGone.accept(endpoint);
            model.remove(id);
        } finally {
            expected.exchanged(id);
        }
    }
}
