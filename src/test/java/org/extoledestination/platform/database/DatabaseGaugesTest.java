package org.extoledestination.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.extoledestination.platform.telemetry.Meters;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

class DatabaseGaugesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DatabaseGauges gauges = new DatabaseGauges(new Meters(registry));

    @Test
    void aNumberIsAskedForAtEachLook() {
        AtomicInteger number = new AtomicInteger();
        gauges.gauge("one", "", number::incrementAndGet);

        assertThat(shown("one")).isEqualTo(1);
        assertThat(shown("one")).isEqualTo(2);
    }

    @Test
    void whileTheDatabaseIsAwayOneOfThemWaitsForItAndNoOther() {
        AtomicInteger asked = new AtomicInteger();
        for (String name : new String[] {"one", "two"}) {
            gauges.gauge(name, "", () -> {
                asked.incrementAndGet();
                throw new CannotGetJdbcConnectionException("away");
            });
        }

        assertThat(shown("one")).isNaN();
        assertThat(shown("two")).isNaN();
        assertThat(asked).hasValue(1);
    }

    private double shown(String name) {
        return registry.get("extole.destination." + name).gauge().value();
    }
}
