package org.extoledestination.console;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Looks at the meters every ten seconds, and sends the overview to those who have it open. On a thread of its own. */
final class Ticker implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final ThreadPoolTaskScheduler thread = new ThreadPoolTaskScheduler();
    private final ScheduledFuture<?> sampling;
    private final ScheduledFuture<?> sending;

    Ticker(LastHour lastHour, OverviewReader reader, Viewers viewers, Pages pages, Frames frames) {
        thread.setThreadNamePrefix("console-");
        thread.setDaemon(true);
        thread.setErrorHandler(failure -> LOG.warn(
                "The console could not be brought up to date: {}",
                failure.getClass().getName()));
        thread.initialize();
        sampling = thread.scheduleAtFixedRate(lastHour::look, LastHour.STEP);
        sending = thread.scheduleWithFixedDelay(
                () -> {
                    if (viewers.areAt(OverviewPage.CHANNEL)) {
                        viewers.send(
                                OverviewPage.CHANNEL,
                                Map.of(
                                        "now",
                                        pages.text(
                                                "overviewnow",
                                                Map.of(
                                                        "overview",
                                                        reader.now(),
                                                        "base",
                                                        frames.base() + Addresses.CONSOLE))));
                    }
                },
                BETWEEN);
    }

    @Override
    public void destroy() {
        sampling.cancel(false);
        sending.cancel(false);
        thread.shutdown();
    }
}
