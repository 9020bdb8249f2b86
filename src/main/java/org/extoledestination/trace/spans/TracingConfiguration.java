package org.extoledestination.trace.spans;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import java.time.Clock;
import org.extoledestination.platform.telemetry.EventSpans;
import org.extoledestination.platform.telemetry.Journeys;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.tracing.SpanExporters;
import org.springframework.boot.actuate.autoconfigure.tracing.TracingProperties;
import org.springframework.boot.actuate.autoconfigure.tracing.otlp.OtlpHttpSpanExporterBuilderCustomizer;
import org.springframework.boot.actuate.autoconfigure.tracing.otlp.OtlpTracingConnectionDetails;
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

/** Tracing, where it is on. Spring Boot makes the exporter, its queue and the sampler, as its own settings say. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingSettings.class)
class TracingConfiguration {

    /** All of it. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(TracingSwitch.class)
    static class On {

        /** Behind the filter by which Spring takes the address from a proxy. */
        private static final int PLACE = Ordered.HIGHEST_PRECEDENCE + 1;

        /** Without attempts of its own: a collector that is away costs one call for some spans, not five. */
        @Bean
        OtlpHttpSpanExporterBuilderCustomizer oneAttempt() {
            return builder -> builder.setRetryPolicy(null);
        }

        @Bean
        OtlpTracingConnectionDetails collectorAddress(OtlpTracingProperties properties) {
            return transport -> String.valueOf(properties.getEndpoint()).strip();
        }

        @Bean
        Collector collector(OtlpHttpSpanExporter exporter, @Value("${" + TracingSwitch.ENDPOINT + "}") String url) {
            return new Collector(exporter, url);
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
