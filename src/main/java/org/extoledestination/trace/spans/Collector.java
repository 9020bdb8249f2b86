package org.extoledestination.trace.spans;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.extoledestination.platform.telemetry.Repeats;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * The collector to which spans go. Says in a line, seldom, that it does not take them; nothing waits for it, and at the end
 * of the application one that is away is not asked once more.
 */
final class Collector implements SpanExporter {

    private static final Logger log = LoggerFactory.getLogger(Collector.class);

    private final SpanExporter exporter;
    private final String address;
    private final Repeats lines = new Repeats(System::nanoTime);
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean isAway;
    private volatile boolean isEnding;

    Collector(SpanExporter exporter, String endpoint) {
        this.exporter = exporter;
        this.address = address(endpoint).orElse("");
    }

    /** An address as it is shown: without user, password and query. Empty if it is none. */
    static Optional<String> address(String endpoint) {
        try {
            URI uri = new URI(endpoint.strip());
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return isHttp && uri.getHost() != null
                    ? Optional.of(
                            new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null)
                                    .toString())
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Sends it nothing, so that a wrong address is told at the start. */
    void tryOut() {
        CompletableResultCode result = exporter.export(List.of());
        result.whenComplete(() -> {
            if (result.isSuccess()) {
                log.info("Traces are exported to {}", address);
            } else {
                failed(result.getFailureThrowable(), 0);
            }
        });
    }

    /** The application ends. */
    void end() {
        isEnding = true;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        if (isEnding && isAway) {
            return CompletableResultCode.ofFailure();
        }
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (result.isSuccess()) {
                taken();
            } else {
                failed(result.getFailureThrowable(), spans.size());
            }
        });
        return result;
    }

    private void taken() {
        if (isAway) {
            isAway = false;
            lines.over();
            log.info("The collector {} takes traces again. {} spans were lost", address, lost.getAndSet(0));
        }
    }

    private void failed(@Nullable Throwable failure, int spans) {
        isAway = true;
        long all = lost.addAndGet(spans);
        if (lines.isDue()) {
            log.warn(
                    "The collector {} does not take traces ({}); {} spans are lost by now. Delivery goes on. What to"
                            + " do: see that it takes OTLP over HTTP at that address, or correct {}",
                    address,
                    reason(failure),
                    all,
                    TracingSwitch.ENDPOINT);
        }
    }

    private static String reason(@Nullable Throwable failure) {
        if (failure instanceof HttpExportException http && http.getResponse() != null) {
            return "it answers " + http.getResponse().statusCode();
        }
        return failure == null
                ? "no reason"
                : NestedExceptionUtils.getMostSpecificCause(failure).getClass().getSimpleName();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
