package org.extoledestination.trace;

import java.time.Clock;
import java.time.Instant;
import java.util.stream.Collectors;
import org.extoledestination.event.Whereabouts;
import org.extoledestination.event.Whereabouts.Place;
import org.extoledestination.platform.management.AddressFilter;
import org.extoledestination.platform.telemetry.Journey.Step;
import org.extoledestination.platform.telemetry.Journeys;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What takes down what becomes of events, and what reads it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TraceSettings.class)
class TraceConfiguration {

    @Bean
    TraceRows traceRows(JdbcTemplate database, PlatformTransactionManager transactions) {
        return new TraceRows(database, new TransactionTemplate(transactions));
    }

    @Bean
    TraceWriter traceWriter(TraceRows rows, TraceSettings settings, Clock clock, Meters meters) {
        return new TraceWriter(rows, settings, clock, meters);
    }

    @Bean
    TraceTail traceTail() {
        return new TraceTail();
    }

    @Bean
    TailStreams tailStreams(TraceTail tail) {
        return new TailStreams(tail);
    }

    @Bean
    Traces traces(TraceRows rows, TraceWriter writer, TraceTail tail, TraceSettings settings, Clock clock) {
        return new Traces(new RecentTraces(settings.last()), rows, writer, tail, settings, clock);
    }

    /** The end of following, which others in this process may see. */
    record Following(Journeys journeys) implements DisposableBean {
        @Override
        public void destroy() {
            journeys.leave();
        }
    }

    @Bean
    Following tracesFollowJourneys(Journeys journeys, Traces traces, TraceSettings settings) {
        if (settings.enabled()) {
            journeys.follow(traces::take);
        }
        return new Following(journeys);
    }

    @Bean
    AddressFilter<TraceFilter> traceFilter() {
        return new AddressFilter<>(
                TraceFilter.class, TraceFilter.NAMES, (parameters, others) -> TraceFilter.of(parameters));
    }

    @Bean
    Whereabouts traceWhereabouts(Traces traces) {
        return new Whereabouts(
                "the traces",
                messageId -> traces.open(messageId).stream()
                        .map(TraceConfiguration::place)
                        .toList());
    }

    /** As long ago as it began: where an event is now stands before how it came there. */
    private static Place place(Trace trace) {
        Instant began = trace.steps().isEmpty()
                ? trace.at()
                : Instant.ofEpochMilli(trace.steps().get(0).at());
        return new Place(
                "journey: " + trace.outcome(),
                began,
                trace.source(),
                Place.what(trace.type(), trace.event().isEmpty() ? null : trace.event()),
                trace.person(),
                trace.steps().stream().map(TraceConfiguration::words).collect(Collectors.joining("; ")),
                "nothing: this is what was recorded");
    }

    private static String words(Step step) {
        return Instant.ofEpochMilli(step.at()) + " " + step.station()
                + part(" ", step.outcome())
                + (step.status() > 0 ? " " + step.status() : "")
                + (step.station().equals("call") ? " " + step.millis() + " ms" : "")
                + part(" ", step.detail());
    }

    private static String part(String before, String text) {
        return text.isEmpty() ? "" : before + text;
    }
}
