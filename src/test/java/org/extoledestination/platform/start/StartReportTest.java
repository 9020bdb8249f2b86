package org.extoledestination.platform.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.mock.env.MockEnvironment;

/** The last line of a start names an address that answers. */
@ExtendWith(OutputCaptureExtension.class)
class StartReportTest {

    @ParameterizedTest
    @CsvSource({"'',''", "/,''", "/collect,/collect", "/a/b/,/a/b"})
    void saysWhereToSendEvents(String path, String said, CapturedOutput output) {
        MockEnvironment settings = new MockEnvironment()
                .withProperty("server.port", "28080")
                .withProperty("server.servlet.context-path", path);

        report(settings, Health.up().build());

        assertThat(output)
                .contains("Send events to http://localhost:28080" + said + "/v1 or")
                .contains("http://localhost:28080" + said + "/segment");
    }

    @Test
    void doesNotSayReadyWhileNothingIsKept(CapturedOutput output) {
        report(
                new MockEnvironment().withProperty("server.port", "28080"),
                Health.outOfService()
                        .withDetail("reason", "the queue cannot be reached")
                        .withDetail("action", "start the broker")
                        .build());

        assertThat(output)
                .contains(
                        "http://localhost:28080/v1", "503. Reason: the queue cannot be reached. What to do: start the")
                .doesNotContain("Ready");
    }

    private static void report(MockEnvironment settings, Health intake) {
        new StartReport(settings, null, null, () -> intake)
                .onApplicationEvent(new ApplicationReadyEvent(
                        new SpringApplication(), new String[0], new StaticApplicationContext(), Duration.ZERO));
    }
}
