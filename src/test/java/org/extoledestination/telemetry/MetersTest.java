package org.extoledestination.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);

    @Test
    void theFirstHundredValuesOfALabelAreShownAndAllOthersTogether() {
        IntStream.range(0, 150).forEach(i -> meters.count("audience", "entered", "audience", "key-" + i));
        meters.count("audience", "left", "audience", "key-99");
        meters.count("audience", "left", "audience", "key-100");

        assertThat(registry.find("extole.destination.audience")
                        .tag("outcome", "entered")
                        .counters())
                .hasSize(101);
        assertThat(count("entered", "key-0")).isEqualTo(1);
        assertThat(count("entered", "other")).isEqualTo(50);
        assertThat(count("left", "key-99")).isEqualTo(1);
        assertThat(count("left", "other")).isEqualTo(1);
    }

    private double count(String outcome, String audience) {
        return registry.get("extole.destination.audience")
                .tag("outcome", outcome)
                .tag("audience", audience)
                .counter()
                .count();
    }
}
