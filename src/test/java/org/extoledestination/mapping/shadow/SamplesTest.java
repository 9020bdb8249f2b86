package org.extoledestination.mapping.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.mapping.shadow.Samples.Sample;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final Sample SMALL =
            new Sample(Map.of("type", "track"), Outcome.none("skipped", "(no-mapping)", "no-mapping"));

    @Test
    void noMoreWaitThanTheirNumber() throws InterruptedException {
        Samples samples = new Samples(2, 1 << 20);

        assertThat(List.of(samples.offer(SMALL), samples.offer(SMALL), samples.offer(SMALL)))
                .containsExactly(true, true, false);
        assertThat(samples.take()).isEqualTo(SMALL);
        assertThat(samples.offer(SMALL)).isTrue();
    }

    @Test
    void largeOnesAreTurnedAwayWhileSmallOnesFindRoom() throws InterruptedException {
        Samples samples = new Samples(2_000, 2 << 20);
        Sample large = new Sample(wide(), Outcome.none("skipped", "(no-mapping)", "no-mapping"));

        assertThat(samples.offer(large)).isTrue();
        assertThat(IntStream.range(0, 100).filter(i -> samples.offer(large)).count())
                .isLessThan(4);
        assertThat(samples.offer(SMALL)).isTrue();
        samples.take();
        assertThat(samples.offer(large)).isTrue();
    }

    @Test
    void anEventOfManySmallValuesTakesMoreThanItsJson() {
        assertThat(Samples.size(wide())).isGreaterThan(10L * wide().toString().length());
    }

    private static Map<String, Object> wide() {
        return IntStream.range(0, 4_000)
                .boxed()
                .collect(Collectors.toMap(
                        number -> Integer.toString(number, 36), number -> 1, (a, b) -> a, HashMap::new));
    }
}
