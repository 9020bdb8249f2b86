package org.extoledestination.trace.spans;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import java.time.Clock;
import java.util.Locale;
import org.extoledestination.platform.telemetry.EventSpans;
import org.extoledestination.platform.telemetry.Journeys;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.autoconfigure.tracing.SpanExporters;
import org.springframework.boot.actuate.autoconfigure.tracing.TracingProperties;
import org.springframework.boot.actuate.autoconfigure.tracing.otlp.OtlpTracingProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/** Tracing, where it is on. Spring Boot makes the queue of the exporter and the sampler. Its settings count. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingSettings.class)
class TracingConfiguration {

    /** All of it. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(TracingSwitch.class)
    @EnableConfigurationProperties(OtlpTracingProperties.class)
    static class On {

        /** Behind the filter by which Spring takes the address from a proxy. */
        private static final int PLACE = Ordered.HIGHEST_PRECEDENCE + 1;

        /** One attempt for each call: a collector that is away costs one for some spans, not five. */
        @Bean
        Collector collector(OtlpTracingProperties settings) {
            String url = String.valueOf(settings.getEndpoint()).strip();
            OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                    .setEndpoint(url)
                    .setTimeout(settings.getTimeout())
                    .setConnectTimeout(settings.getConnectTimeout())
                    .setCompression(settings.getCompression().name().toLowerCase(Locale.ROOT))
                    .setRetryPolicy(null);
            settings.getHeaders().forEach(exporter::addHeader);
            return new Collector(exporter.build(), url);
        }

        @Bean
        SpanExporters spanExporters(Collector collector) {
            return SpanExporters.of(collector);
        }

        @Bean
        ApplicationListener<ApplicationReadyEvent> collectorIsTried(Collector collector) {
            return ready -> collector.tryOut();
        }

        @Bean
        ApplicationListener<ContextClosedEvent> collectorEnds(Collector collector) {
            return closed -> collector.end();
        }

        @Bean
        EventSpans eventSpans(Tracer tracer, TracingProperties properties, TracingSettings settings, Clock clock) {
            return new OtelSpans(
                    tracer,
                    new Contexts(properties.getSampling().getProbability(), settings.senderSamples()),
                    settings.toExtole(),
                    clock);
        }

        /** The end of tracing, which others in this process may see. */
        record Tracing(Journeys journeys) implements DisposableBean {
            @Override
            public void destroy() {
                journeys.endTracing();
            }
        }

        @Bean
        Tracing tracing(Journeys journeys, EventSpans spans) {
            journeys.trace(spans);
            return new Tracing(journeys);
        }

        @Bean
        FilterRegistrationBean<Arrival.Filter> arrivalFilter(Clock clock) {
            FilterRegistrationBean<Arrival.Filter> registration =
                    new FilterRegistrationBean<>(new Arrival.Filter(clock));
            registration.setOrder(PLACE);
            registration.addUrlPatterns("/v1/*", "/segment/*");
            return registration;
        }
    }
}
