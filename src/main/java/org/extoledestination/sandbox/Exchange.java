package org.extoledestination.sandbox;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and the ways to end it. */
final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final Call call;
    private final RequestRecord record;
    private final Request request;
    private final Response response;
    private final Callback callback;

    Exchange(Call call, RequestRecord record, Response response, Callback callback) {
        this.call = call;
        this.record = record;
        this.request = response.getRequest();
        this.response = response;
        this.callback = callback;
    }

    Call call() {
        return call;
    }

    void answer(Answer answer) {
        record.answered(answer.status());
        logEvent(Integer.toString(answer.status()));
        write(answer, response, callback);
    }

    static void write(Answer answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        if (answer.body().hasRemaining()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        }
        if (answer.retryAfter() != null) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, answer.retryAfter());
        }
        response.write(true, answer.body(), callback);
    }

    /** Without this Jetty answers by itself once the connection has been idle. */
    void stayOpen() {
        request.addIdleTimeoutListener(timeout -> false);
    }

    void hang() {
        logEvent("never answered");
    }

    void close() {
        logEvent("closed without an answer");
        drop();
    }

    void reset() {
        logEvent("connection reset");
        Object transport = endPoint().getTransport();
        if (transport instanceof SocketChannel channel) {
            try {
                // Closing a socket that lingers for no time sends RST in place of FIN.
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                log.warn("The connection closes without a reset: {}", FaultPlace.of(e));
            }
        }
        drop();
    }

    private void drop() {
        endPoint().close();
        callback.failed(new EofException("closed by a fault"));
    }

    private EndPoint endPoint() {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }

    private void logEvent(String outcome) {
        if (EventsApi.owns(call) && log.isInfoEnabled()) {
            String name = String.valueOf(EventsApi.nameOf(call));
            log.info("Event '{}': {}", Shown.name(name), outcome);
        }
    }
}
