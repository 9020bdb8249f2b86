package org.extoledestination.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    @Test
    void whatAnybodyMayMakeUpLeavesHalfOfThePlacesToWhatIsTrusted() {
        IntStream.range(0, 150).forEach(i -> meters.count("audience", "entered", "audience", "forged-" + i, false));
        IntStream.range(0, 50).forEach(i -> meters.count("audience", "entered", "audience", "real-" + i, true));

        assertThat(count("entered", "forged-49")).isEqualTo(1);
        assertThat(count("entered", "other")).isEqualTo(100);
        assertThat(count("entered", "real-49")).isEqualTo(1);
    }

    @Test
    void ofALabelThatNamesWhatIsInTheSettingsNothingElseIsShown() {
        Set<String> sources = new HashSet<>(Set.of("shop"));
        meters.only("source", sources::contains);
        for (String source : List.of("shop", "unknown", "made up", "other-shop")) {
            meters.count("refused", "bad_request", "source", source);
        }
        sources.add("other-shop");
        meters.count("refused", "bad_request", "source", "other-shop");

        assertThat(registry.find("extole.destination.refused").counters())
                .extracting(counter -> counter.getId().getTag("source"), Counter::count)
                .containsExactlyInAnyOrder(
                        tuple("shop", 1.0), tuple("unknown", 1.0), tuple("other", 2.0), tuple("other-shop", 1.0));
    }

    @Test
    void outcomesAreBoundedWhoeverNamesThem() {
        IntStream.range(0, 150).forEach(i -> meters.count("refused", "code-" + i, "source", "shop"));
        IntStream.range(0, 150).forEach(i -> meters.count("router", "way-" + i));

        assertThat(registry.find("extole.destination.refused").counters()).hasSize(101);
        assertThat(registry.find("extole.destination.router").counters()).hasSize(101);
        assertThat(registry.get("extole.destination.router")
                        .tag("outcome", "other")
                        .counter()
                        .count())
                .isEqualTo(50);
    }

    private double count(String outcome, String audience) {
        return registry.get("extole.destination.audience")
                .tag("outcome", outcome)
                .tag("audience", audience)
                .counter()
                .count();
    }
}
