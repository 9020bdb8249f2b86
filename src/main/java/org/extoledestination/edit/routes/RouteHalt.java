package org.extoledestination.edit.routes;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.extoledestination.edit.live.EditRefusedException;

/** Stops a route between two messages: what is under way is finished, or goes back to where it came from. */
record RouteHalt(CamelContext context, RouteSwitch.Factory factory) {

    /** The time that a message without failures needs on a busy machine. */
    private static final Duration SHORT = Duration.ofSeconds(5);
    /** A call to Extole may hang for half a minute. */
    private static final Duration LONG = Duration.ofSeconds(45);

    /**
     * Stops it.
     *
     * @throws EditRefusedException if messages are still under way after 45 s; the route goes on then
     */
    void stop(String id) throws Exception {
        Route route = context.getRoute(id);
        if (route.getConsumer() instanceof JmsConsumer consumer) {
            // It would throw back what it has received already, with the whole message in the log.
            consumer.getListenerContainer().setAcceptMessagesWhileStopping(true);
        }
        ServiceHelper.suspendService(route.getConsumer());
        RouteSwitch halting = RouteSwitch.of(route);
        if (comesToRest(halting)
                && context.getRouteController().stopRoute(id, LONG.toSeconds(), TimeUnit.SECONDS, true)) {
            return;
        }
        // Camel has told them to give up.
        renew(halting);
        ServiceHelper.resumeService(route.getConsumer());
        throw EditRefusedException.notNow("the route '" + id + "' did not come to rest within " + LONG.toSeconds()
                + " s, so it could not be exchanged");
    }

    private boolean comesToRest(RouteSwitch halting) {
        long end = System.nanoTime() + LONG.toNanos();
        boolean rests = Patiently.until(halting::isIdle, SHORT);
        while (!rests && System.nanoTime() < end) {
            // More than once: a message may have been on its way from one route to the next.
            giveUpWaits(halting);
            rests = Patiently.until(halting::isIdle, SHORT);
        }
        return rests;
    }

    /**
     * Messages that wait for their next attempt, perhaps for hours, go back. The halting route is told first: it must not
     * try again what fails because those that it calls are told.
     */
    private void giveUpWaits(RouteSwitch halting) {
        RouteSwitch.all(context).filter(each -> each.current().underWay() > 0).forEach(this::renew);
        halting.giveUpRetired();
        RouteSwitch.all(context).forEach(RouteSwitch::giveUpRetired);
    }

    /** Steps that were told to give up serve nobody afterwards, so the route gets the same anew. */
    private void renew(RouteSwitch route) {
        route.turn(factory.steps(context, route.current().definition()));
    }
}
