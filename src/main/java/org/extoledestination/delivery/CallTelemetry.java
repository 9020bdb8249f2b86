package org.extoledestination.delivery;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.platform.telemetry.EventSpans;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Meters;

/**
 * Takes the time of each call that leaves, by the kind of call and the class of its answer; while tracing is on, makes a
 * span of it. Only Extole may hear of the trace.
 */
record CallTelemetry(Meters meters) implements ExecChainHandler {

    private static final String NO_ANSWER = "none";
    /** The label for calls of other routes. */
    private static final String OTHER = "other";

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String call = call(request.getPath());
        EventSpans.Call span = Journey.call(call);
        if (span != null && !call.equals(OTHER)) {
            span.header().ifPresent(context -> request.setHeader("traceparent", context));
        }
        long begin = System.nanoTime();
        int status = 0;
        String fault = "";
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            status = response.getCode();
            return response;
        } catch (IOException | HttpException | RuntimeException e) {
            fault = e.getClass().getSimpleName();
            throw e;
        } finally {
            long nanos = System.nanoTime() - begin;
            meters.time(
                    "calls",
                    "How long calls to Extole took, by the class of the answer",
                    Map.of("call", call, "status", status == 0 ? NO_ANSWER : status / 100 + "xx"),
                    nanos);
            Journey.called(call, status, nanos, fault);
            if (span != null) {
                span.end(status, fault);
            }
        }
    }

    private static String call(String path) {
        return Stream.of(Operation.values())
                .filter(operation -> path.contains(operation.path()))
                .map(Operation::word)
                .findFirst()
                .orElse(OTHER);
    }
}
