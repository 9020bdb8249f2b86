package org.extoledestination.edit.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;

/** A start that is refused names the setting as it is written, where it stands, and what is wrong. */
class SettingFaultsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            EXTOLE_API_KEY=                         | delivery.api-key (EXTOLE_API_KEY): is empty. Set EXTOLE_API_KEY
            EXTOLE_EVENTS_URL=events.extole.io      | delivery: events-url (EXTOLE_EVENTS_URL) must be set and begin
            EXTOLE_API_URL=                         | delivery: api-url (EXTOLE_API_URL) must be set and begin
            delivery.parallel-requests=0            | delivery.parallel-requests, '0': must be from 1 to 1000
            delivery.remember-ids=0s                | delivery.remember-ids, 'PT0S': must be from 1s to 3650d
            delivery.accounts[0].source=shop        | delivery.accounts[0]: has neither api-key nor container
            queue.commit-timeout=0s                 | queue.commit-timeout, 'PT0S': must be from 100ms to 1h
            queue.park-after-attempts=0             | queue.park-after-attempts, '0': must be from
            dead-letter.keep=-1s                    | dead-letter.keep, 'PT-1S': must be from
            ingest.sources[0].name=a b              | ingest.sources[0].name, 'a b': may hold letters
            ingest.max-batch-events=0               | ingest.max-batch-events, '0': must be from
            ingest.limits.events-per-hour=-1        | ingest.limits.events-per-hour, '-1': must be from
            """)
    void isNamedAsItIsWritten(String setting, String said) {
        AtomicReference<Environment> environment = new AtomicReference<>();
        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withInitializer(context -> environment.set(context.getEnvironment()))
                .withPropertyValues("EXTOLE_API_KEY=key", "SEGMENT_WRITE_KEYS=write-key", setting)
                .withUserConfiguration(SettingRangesTest.AllSettings.class)
                .run(context -> assertThat(new SettingFaultsAnalyzer(environment.get())
                                .analyze(Objects.requireNonNull(context.getStartupFailure())))
                        .extracting(FailureAnalysis::getDescription)
                        .asString()
                        .contains(said)
                        .doesNotContain("eventsUrl", "apiKey", "delivery.http", "Once"));
    }

    @ParameterizedTest
    @CsvSource({
        "delivery.ssl-bundle",
        "queue.ssl-bundle",
        "management.client-bundle",
        "server.ssl.bundle",
        "delivery.events-tls"
    })
    void aBundleThatIsNotThereIsNamedWithItsSetting(String setting) {
        new ApplicationContextRunner()
                .withPropertyValues(setting + "=nope", "spring.ssl.bundle.pem.extole.truststore.certificate=x")
                .run(context -> assertThat(new SettingFaultsAnalyzer(context.getEnvironment())
                                .analyze(new NoSuchSslBundleException("nope", "no")))
                        .extracting(FailureAnalysis::getDescription)
                        .asString()
                        .isEqualTo(
                                setting + " names the bundle 'nope', which spring.ssl.bundle does not have. There are:"
                                        + " extole."));
    }
}
