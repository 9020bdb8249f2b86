package org.extoledestination.delivery;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends requests whose answer is not there in time: the option {@code responseTimeout} of an endpoint, for the whole
 * answer with its body. One thread looks after all of them. A socket's own limit makes each read of a virtual thread a
 * task for a scheduler, which costs more than the rest of the read.
 */
final class ResponseTimeouts implements ExecChainHandler, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ResponseTimeouts.class);
    private static final long LOOK_MILLIS = 100;

    private final Set<Request> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "response-timeouts");
        thread.setDaemon(true);
        return thread;
    });

    /** Identity is what tells two of them apart. */
    private static final class Request {
        private final Cancellable call;
        private final long deadline;
        private volatile boolean isOver;

        Request(Cancellable call, long deadline) {
            this.call = call;
            this.deadline = deadline;
        }
    }

    ResponseTimeouts() {
        ScheduledFuture<?> unused =
                watch.scheduleWithFixedDelay(this::endLate, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void endLate() {
        long now = System.nanoTime();
        for (Request each : underWay) {
            if (now - each.deadline >= 0 && !each.isOver) {
                each.isOver = true;
                end(each.call);
            }
        }
    }

    /** Whatever one connection throws at its end, the others are looked after. */
    private static void end(Cancellable call) {
        try {
            call.cancel();
        } catch (RuntimeException e) {
            log.warn("A call without an answer could not be ended; it is tried again: {}", e.toString());
        }
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Timeout timeout = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
        if (!(scope.originalRequest instanceof Cancellable call) || timeout == null || timeout.isDisabled()) {
            return chain.proceed(request, scope);
        }
        disable(scope.clientContext);
        Request waiting = new Request(call, System.nanoTime() + timeout.toNanoseconds());
        underWay.add(waiting);
        try {
            return whole(chain.proceed(request, scope));
        } catch (IOException e) {
            if (waiting.isOver) {
                SocketTimeoutException late = new SocketTimeoutException("No answer within " + timeout);
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            underWay.remove(waiting);
        }
    }

    private static void disable(HttpClientContext context) {
        context.setRequestConfig(RequestConfig.copy(context.getRequestConfigOrDefault())
                .setResponseTimeout(Timeout.DISABLED)
                .build());
    }

    /** Its body is read within the time too, since nobody looks after the connection later. */
    private static ClassicHttpResponse whole(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = entity == null ? null : EntityUtils.toByteArray(entity);
        if (body != null) {
            ContentType type = ContentType.parseLenient(entity.getContentType());
            response.setEntity(new ByteArrayEntity(body, type, entity.getContentEncoding()));
        }
        return response;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
