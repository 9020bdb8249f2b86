package org.extoledestination.platform.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.ProducerTemplate;
import org.extoledestination.platform.deadline.Backoff;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Begins to look when all runs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AlertSettings.class, WebhookSettings.class})
class AlertConfiguration {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** Lazily, since who tells of something is made before Camel is. */
    @Bean
    Alerts alerts(
            WebhookSettings webhook,
            AlertSettings settings,
            @Lazy ProducerTemplate camel,
            ObjectProvider<AlertSource> sources,
            ObjectMapper json,
            Clock clock,
            Meters meters) {
        return new Alerts(
                new Webhook(webhook, camel),
                settings,
                () -> sources.orderedStream().toList(),
                json,
                clock,
                meters,
                BACKOFF);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> alertsBegin(Alerts alerts) {
        return ready -> alerts.begin();
    }
}
