package org.extoledestination.delivery;

import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.extoledestination.platform.telemetry.EventSpans;
import org.extoledestination.platform.telemetry.Journey;

/** Makes a span of each call that an event makes, while tracing is on. Only Extole may hear of the trace. */
record TracedCalls() implements ExecChainHandler {

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String call = CallTimes.call(request.getPath());
        EventSpans.Call span = Journey.call(call);
        if (span == null) {
            return chain.proceed(request, scope);
        }
        if (!call.equals(CallTimes.OTHER)) {
            span.header().ifPresent(context -> request.setHeader("traceparent", context));
        }
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
            span.end(status, fault);
        }
    }
}
