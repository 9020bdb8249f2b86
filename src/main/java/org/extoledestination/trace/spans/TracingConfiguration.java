package org.extoledestination.trace.spans;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.util.Locale;
import org.extoledestination.platform.telemetry.EventSpans;
import org.extoledestination.platform.telemetry.Journeys;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
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

/** Tracing, where it is on. The settings are Spring Boot's. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingSettings.class)
class TracingConfiguration {

    /** All of it. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(TracingSwitch.class)
    @EnableConfigurationProperties({OtlpTracingProperties.class, TracingProperties.class})
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

        /** Without Spring Boot's tracer: with it, what is measured would have to be traced too. */
        @Bean
        SdkTracerProvider tracerProvider(
                Collector collector,
                TracingProperties settings,
                @Value("${spring.application.name}") String application) {
            TracingProperties.OpenTelemetry.Export waiting =
                    settings.getOpentelemetry().getExport();
            return SdkTracerProvider.builder()
                    .setResource(Resource.getDefault()
                            .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), application))))
                    .setSampler(Sampler.parentBased(
                            Sampler.traceIdRatioBased(settings.getSampling().getProbability())))
                    .addSpanProcessor(BatchSpanProcessor.builder(collector)
                            .setMaxQueueSize(waiting.getMaxQueueSize())
                            .setMaxExportBatchSize(Math.min(waiting.getMaxBatchSize(), waiting.getMaxQueueSize()))
                            .setScheduleDelay(waiting.getScheduleDelay())
                            .setExporterTimeout(waiting.getTimeout())
                            .build())
                    .build();
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
        EventSpans eventSpans(
                SdkTracerProvider tracers, TracingProperties properties, TracingSettings settings, Clock clock) {
            return new OtelSpans(
                    tracers.get("extole-destination"),
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
