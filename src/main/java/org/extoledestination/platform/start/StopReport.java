package org.extoledestination.platform.start;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** The virtual machine runs each signal in a thread of this name, which lives until the process ends. */
    private static final Pattern SIGNAL = Pattern.compile("SIG(TERM|INT|HUP) handler");

    private static final Map<String, String> CAUSES = Map.of(
            "TERM",
            "SIGTERM, exit code 143",
            "INT",
            "SIGINT, as by Ctrl-C, exit code 130",
            "HUP",
            "SIGHUP, exit code 129");

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
                    "Told to stop ({}). Not ready any more; {} events are under way and are finished or go back to the"
                            + " queue",
                    cause(),
                    meters.number("queue.in.flight").orElse(0L));
        }
    }

    private static String cause() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> SIGNAL.matcher(thread.getName()))
                .filter(Matcher::matches)
                .map(signal -> CAUSES.get(signal.group(1)))
                .findFirst()
                .orElse("by no signal, but from within this process");
    }

    @Override
    public void start() {
        isRunning = true;
    }

    @Override
    public void stop() {
        isRunning = false;
        if (began == 0) {
            // A start that has failed says itself why.
            return;
        }
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
