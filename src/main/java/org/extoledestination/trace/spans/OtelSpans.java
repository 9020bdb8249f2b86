package org.extoledestination.trace.spans;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.EventSpans;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Journey.Step;
import org.extoledestination.platform.telemetry.Journey.Subject;
import org.extoledestination.platform.telemetry.Shown;
import org.extoledestination.trace.TraceOutcome;
import org.slf4j.MDC;

/**
 * Makes OpenTelemetry spans: {@code accepted} at the door, then for each time that the event is in hand {@code queue} or
 * {@code aside} (how long it has waited) and {@code journey}, with {@code call} for each attempt and a span for each other
 * station. Nothing of an event is told but its source, its type and an id that names no person.
 */
final class OtelSpans implements EventSpans {

    private static final String TRACE_ID = "traceId";
    private static final String CALL = "call";
    private static final int HTTP_ERROR = 400;
    private static final int DIGITS = 12;
    /** As libraries make ids. Whatever else stands there may be anybody's name or number. */
    private static final Pattern MADE =
            Pattern.compile("(?:(?:ajs|node)-next-\\d{13}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** Words and codes of our own, of route files and of Extole. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z][\\w./:-]{0,79}");

    private final Tracer tracer;
    private final Contexts contexts;
    private final boolean toExtole;
    private final Clock clock;

    OtelSpans(Tracer tracer, Contexts contexts, boolean toExtole, Clock clock) {
        this.tracer = tracer;
        this.contexts = contexts;
        this.toExtole = toExtole;
        this.clock = clock;
    }

    @Override
    public TakenIn takeIn(Subject subject) {
        Arrival arrival = Arrival.current();
        String brought = arrival == null || !subject.trace().isEmpty() ? subject.trace() : arrival.traceparent();
        Context parent =
                subject.door().equals(SegmentEvent.REPLAY) ? Contexts.ofOurs(brought) : contexts.ofSender(brought);
        Span span = span("accepted", kind(subject.door()), parent, subject)
                .setStartTimestamp(arrival == null ? clock.instant() : arrival.at())
                .startSpan()
                .setAttribute("door", subject.door());
        return new Accepted(span);
    }

    private static SpanKind kind(String door) {
        return switch (door) {
            case "tracking", "subscription" -> SpanKind.SERVER;
            case "jms" -> SpanKind.CONSUMER;
            default -> SpanKind.INTERNAL;
        };
    }

    private final class Accepted implements TakenIn {

        private final Span span;

        private Accepted(Span span) {
            this.span = span;
        }

        @Override
        public String context() {
            return Contexts.text(span.getSpanContext());
        }

        @Override
        public void end(boolean isStored) {
            span.setAttribute("outcome", isStored ? "stored" : "not-stored");
            if (!isStored) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end(clock.instant());
        }
    }

    @Override
    public InHand begin(Subject subject) {
        Instant now = clock.instant();
        Context parent = Contexts.ofOurs(subject.trace());
        Span span = span("journey", SpanKind.CONSUMER, parent, subject)
                .setStartTimestamp(now)
                .startSpan();
        MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
        return new Taken(subject, parent, span, now);
    }

    private final class Taken implements InHand {

        private final Subject subject;
        private final Context parent;
        private final Span span;
        private final Context own;
        private final Instant begun;

        private Taken(Subject subject, Context parent, Span span, Instant begun) {
            this.subject = subject;
            this.parent = parent;
            this.span = span;
            this.own = Context.root().with(span);
            this.begun = begun;
        }

        @Override
        public Call call(String call, String account) {
            Span attempt = span(CALL, SpanKind.CLIENT, own, subject)
                    .startSpan()
                    .setAttribute(CALL, call)
                    .setAttribute("account", account.isEmpty() ? "default" : account);
            return new Attempt(attempt);
        }

        @Override
        public void end(Journey journey) {
            MDC.remove(TRACE_ID);
            TraceOutcome.End end = TraceOutcome.of(journey);
            // What only asked whether it may go on is left as it is: only what has ended is exported.
            if (span.isRecording() && !TraceOutcome.saysNothing(journey, end)) {
                waited();
                stations(journey);
                span.setAttribute("outcome", end.outcome().word());
                detail(span, end.reason());
                if (end.outcome() == TraceOutcome.DEAD_LETTER || end.outcome() == TraceOutcome.RETURNED) {
                    span.setStatus(StatusCode.ERROR);
                }
                span.end(clock.instant());
            }
        }

        /** The time until now. One that has no trace of before has a journey only. */
        private void waited() {
            long since = Math.max(subject.accepted(), subject.aside());
            if (since > 0 && !subject.trace().isEmpty()) {
                span(subject.aside() > 0 ? "aside" : "queue", SpanKind.INTERNAL, parent, subject)
                        .setStartTimestamp(Instant.ofEpochMilli(Math.min(since, begun.toEpochMilli())))
                        .startSpan()
                        .end(begun);
            }
        }

        /** Each from the end of the one before it; behind a call there may be a wait, which is nobody's work. */
        private void stations(Journey journey) {
            Instant before = begun;
            for (Step step : journey.steps()) {
                Instant at = Instant.ofEpochMilli(step.at());
                boolean isCall = step.station().equals(CALL);
                if (!isCall) {
                    Span station = span(step.station(), SpanKind.INTERNAL, own, subject)
                            .setStartTimestamp(before.isAfter(at) ? at : before)
                            .startSpan();
                    outcome(station, step.outcome());
                    detail(station, step.detail());
                    station.end(at);
                }
                before = isCall ? Instant.MAX : at;
            }
        }
    }

    private final class Attempt implements Call {

        private final Span span;

        private Attempt(Span span) {
            this.span = span;
        }

        @Override
        public Optional<String> header() {
            return toExtole ? Optional.of(Contexts.text(span.getSpanContext())) : Optional.empty();
        }

        @Override
        public void end(int status, String fault) {
            if (status > 0) {
                span.setAttribute("http.response.status_code", status);
            }
            if (status == 0 || status >= HTTP_ERROR) {
                span.setAttribute("error.type", status == 0 ? fault : String.valueOf(status));
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    private SpanBuilder span(String name, SpanKind kind, Context parent, Subject subject) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .setAttribute("source", subject.source())
                .setAttribute("type", subject.type())
                .setAttribute("messageId", id(subject.messageId()));
    }

    /** The id if a library made it, else a fingerprint of it. */
    static String id(String messageId) {
        return MADE.matcher(messageId).matches()
                ? messageId
                : '#' + DigestUtils.sha256Hex(messageId).substring(0, DIGITS);
    }

    private static void outcome(Span span, String word) {
        set(span, "outcome", word);
    }

    private static void detail(Span span, String word) {
        set(span, "detail", word);
    }

    private static void set(Span span, String attribute, String word) {
        if (WORD.matcher(word).matches() && Shown.id(word).equals(word)) {
            span.setAttribute(attribute, word);
        }
    }
}
