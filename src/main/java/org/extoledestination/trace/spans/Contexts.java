package org.extoledestination.trace.spans;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The contexts of traces as text (W3C {@code traceparent}, version 00). What a sender writes besides it ({@code tracestate},
 * {@code baggage}) may hold anything, and is not read.
 */
final class Contexts {

    private static final int LENGTH = 55;
    private static final Pattern WRITTEN =
            Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");

    private final BooleanSupplier isOurChoice;
    private final boolean senderSamples;

    /**
     * Of what senders bring, the share {@code probability} is exported, by a chance of our own: a sender chooses its trace
     * ids, so they must not decide. Or, if {@code senderSamples}, what the sender's flag says.
     */
    Contexts(double probability, boolean senderSamples) {
        this(probability, senderSamples, () -> ThreadLocalRandom.current().nextDouble());
    }

    Contexts(double probability, boolean senderSamples, DoubleSupplier chance) {
        this.isOurChoice = () -> chance.getAsDouble() < probability;
        this.senderSamples = senderSamples;
    }

    /** From where a sender's trace goes on; a new one begins if the text is no context. */
    Context ofSender(String text) {
        return read(text)
                .map(context -> parent(context, senderSamples ? context.isSampled() : isOurChoice.getAsBoolean()))
                .orElse(Context.root());
    }

    /** From where a trace goes on that has passed our door. */
    static Context ofOurs(String text) {
        return read(text).map(context -> parent(context, context.isSampled())).orElse(Context.root());
    }

    private static Context parent(SpanContext context, boolean isSampled) {
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        context.getTraceId(),
                        context.getSpanId(),
                        isSampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                        TraceState.getDefault())));
    }

    private static Optional<SpanContext> read(String text) {
        Matcher parts = WRITTEN.matcher(text);
        return text.length() == LENGTH && parts.matches()
                ? Optional.of(SpanContext.createFromRemoteParent(
                        parts.group(1), parts.group(2), TraceFlags.fromHex(parts.group(3), 0), TraceState.getDefault()))
                : Optional.empty();
    }

    /** From where another goes on. */
    static String text(SpanContext context) {
        return "00-" + context.getTraceId() + '-' + context.getSpanId() + (context.isSampled() ? "-01" : "-00");
    }
}
