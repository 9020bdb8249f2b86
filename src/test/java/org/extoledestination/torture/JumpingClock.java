package org.extoledestination.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The clock of an application under torture: the time is wrong by what a file says. What does not ask Spring for its
 * clock (broker, database, Camel, Tomcat) sees no jump.
 */
final class JumpingClock extends Clock {

    private static final long GOOD_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Names itself to the application by {@code spring.main.sources}. */
    static final class Source {

        @Bean
        @Primary
        Clock jumpingClock(@Value("${torture.clock}") Path file) {
            return new JumpingClock(file);
        }
    }

    private final Path file;
    private volatile long readAt;
    private volatile Duration offset;

    JumpingClock(Path file) {
        this.file = file;
        this.offset = read();
        this.readAt = System.nanoTime();
    }

    /** Lets the clocks that look at this file be wrong by this from now on. */
    static void jump(Path file, Duration offset) {
        try {
            Path beside = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), offset.toString());
            Files.move(beside, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Duration read() {
        try {
            return Duration.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Instant instant() {
        if (System.nanoTime() - readAt > GOOD_FOR_NANOS) {
            offset = read();
            readAt = System.nanoTime();
        }
        return Instant.now().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(Clock.system(zone), offset);
    }
}
