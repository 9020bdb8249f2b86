package org.extoledestination.platform.start;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * Ends a start that is told to stop. Spring Boot would first wait for the start to come to its end, which may be never: a
 * database, a broker or a disk that does not answer. A start can be cut off at any moment, as by {@code kill -9}.
 */
public final class StartWatch {

    /** The exit code of a process that SIGTERM ends. */
    private static final int EXIT_CODE = 143;

    /** If it is nearly ready it may be, and stop as it always does. */
    private static final long GRACE_SECONDS = 2;

    private static final Logger log = LoggerFactory.getLogger(StartWatch.class);

    private final CountDownLatch over = new CountDownLatch(1);

    private StartWatch() {}

    /** Watches the start of this application until it is ready or has failed. */
    public static void watch(SpringApplication application) {
        StartWatch watch = new StartWatch();
        application.addListeners((ApplicationListener<ApplicationEvent>) watch::hear);
        Runtime.getRuntime().addShutdownHook(new Thread(watch::stop, "start-watch"));
    }

    private void hear(ApplicationEvent event) {
        if (event instanceof ApplicationReadyEvent || event instanceof ApplicationFailedEvent) {
            over.countDown();
        }
    }

    private void stop() {
        try {
            if (!over.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                log.info("Stopped before the start was done. What is kept is kept");
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
