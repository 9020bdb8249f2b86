package org.extoledestination.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.activemqbatch.ActiveMqBatchComponent;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.queue.shard.Leases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** Events in work count by the memory that they take there, of which their text is a small part. */
class WeightTest {

    private static final int LARGEST = 32 << 10;
    private static final long QUARTER_OF_HEAP = (360L << 20) / 4;

    private final ActiveMqBatchComponent component = new QueueConfiguration()
            .activeMqBatch(
                    new ActiveMQConnectionFactory("vm://none"),
                    new SimpleMeterRegistry(),
                    new StaticListableBeanFactory().getBeanProvider(Leases.class));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"\": | 0 | }",
                "{\"a\": | 1 | }",
                "[ | 0 | ]",
                "'' | {}, | ''",
                "'' | {\"a\":1}, | ''",
                "'' | {\"\":{\"\":{}}}, | ''",
                "'' | [], | ''",
                "'' | [[[]]], | ''",
                "'' | \"a\", | ''",
                "'' | 1.5, | ''",
                "'' | 0, | ''"
            })
    void whateverItsShapeAnEventWeighsNoLessThanWhatIsReadOfIt(String open, String each, String close)
            throws JsonProcessingException {
        String unit = open.isEmpty() ? each : open.repeat(400) + each + close.repeat(400) + ',';
        String event = "{\"traits\":[" + unit.repeat(LARGEST / unit.length()) + "0]}";
        SegmentJson.mapper().readValue(event, Map.class);

        long before = allocated();
        Map<?, ?> read = SegmentJson.mapper().readValue(event, Map.class);
        long taken = allocated() - before;

        assertThat(read).hasSize(1);
        assertThat(weight(event)).isGreaterThan(taken);
    }

    @Test
    void ordinaryEventsAreNotHeldUp() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("config/mappings/tests"))) {
            assertThat(files.filter(file -> file.endsWith("segment.json")))
                    .hasSizeGreaterThan(50)
                    .allSatisfy(file ->
                            assertThat(256 * weight(Files.readString(file))).isLessThan(QUARTER_OF_HEAP / 4));
        }
    }

    private long weight(String event) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(event);
        return Objects.requireNonNull(component.getWeigher()).applyAsLong(exchange);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
