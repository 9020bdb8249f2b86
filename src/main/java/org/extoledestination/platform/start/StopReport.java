package org.extoledestination.platform.start;

import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/** Says that a stop begins, and at its end, when nothing takes or delivers events any more, what waits. */
final class StopReport implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

    private static final Logger log = LoggerFactory.getLogger(StopReport.class);
    private static final double MILLIS = 1_000;

    private final Meters meters;
    private volatile boolean isRunning;
    private volatile long began;

    StopReport(Meters meters) {
        this.meters = meters;
    }

    /** Not the context of the management port. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext().getParent() == null && isRunning) {
            began = System.currentTimeMillis();
            log.info(
                    "Told to stop (SIGTERM, Ctrl-C, or whoever runs this process). Not ready any more; {} events are under"
                            + " way and are finished or go back to the queue",
                    meters.number("queue.in.flight").orElse(0L));
        }
    }

    @Override
    public void start() {
        isRunning = true;
    }

    @Override
    public void stop() {
        isRunning = false;
        log.info(
                "Stopped after {} s. Wait for the next start: {}. Nothing that was acknowledged is lost",
                (System.currentTimeMillis() - began) / MILLIS,
                meters.waiting());
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    /** After the routes and the web server, before broker and database. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
