package org.extoledestination.trace.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is said of a collector that does not take spans. */
class CollectorTest {

    private final Logger log = (Logger) LoggerFactory.getLogger(Collector.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private OtlpReceiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = new OtlpReceiver();
        appender.start();
        log.addAppender(appender);
    }

    @AfterEach
    void stop() {
        log.detachAppender(appender);
        receiver.close();
    }

    private static Collector at(String url) {
        return new Collector(
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(url)
                        .setTimeout(Duration.ofSeconds(5))
                        .setRetryPolicy(null)
                        .build(),
                url);
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aWrongPathIsToldAtTheStartWithoutUserAndPassword() {
        Collector collector =
                at(receiver.url().replace("http://", "http://user:pass@").replace("/v1/traces", "/?key=x"));

        collector.tryOut();

        await().until(() -> lines().size() == 1);
        assertThat(lines().get(0))
                .contains("does not take traces (it answers 404)", TracingSwitch.ENDPOINT)
                .doesNotContain("pass", "key=");
    }

    @Test
    void oneThatIsAwayIsToldOnceAndItsReturnToo() {
        receiver.answer(503);
        Collector collector = at(receiver.url());
        for (int i = 0; i < 20; i++) {
            collector.export(List.of()).join(5, java.util.concurrent.TimeUnit.SECONDS);
        }
        receiver.answer(200);
        collector.export(List.of()).join(5, java.util.concurrent.TimeUnit.SECONDS);

        await().until(() -> lines().size() == 2);
        assertThat(lines().get(0)).contains("it answers 503");
        assertThat(lines().get(1)).contains("takes traces again");
    }

    @Test
    void atTheEndOneThatIsAwayIsNotAskedOnceMore() {
        receiver.answer(503);
        Collector collector = at(receiver.url());
        collector.export(List.of()).join(5, java.util.concurrent.TimeUnit.SECONDS);
        await().until(() -> lines().size() == 1);
        int calls = receiver.calls();

        collector.end();

        assertThat(collector.export(List.of()).isDone()).isTrue();
        assertThat(receiver.calls()).isEqualTo(calls);
    }
}
