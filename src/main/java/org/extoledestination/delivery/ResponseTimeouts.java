package org.extoledestination.delivery;

import java.io.IOException;
import java.net.SocketTimeoutException;
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
import org.extoledestination.inhand.Waits;
import org.extoledestination.platform.deadline.Deadlines;
import org.extoledestination.platform.deadline.Deadlines.Wait;

/**
 * Ends requests whose answer is not there in time: the option {@code responseTimeout} of an endpoint, for the whole
 * answer with its body. A socket's own limit makes each read of a virtual thread a task for a scheduler, which costs more
 * than the rest of the read.
 */
record ResponseTimeouts(Deadlines deadlines) implements ExecChainHandler {

    /** Far more than Extole ever answers. What answers in its place must not fill the memory. */
    private static final int MOST_BYTES = 1 << 20;

    @Override
    @SuppressWarnings("try") // it is held, and not looked at
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Timeout timeout = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
        if (!(scope.originalRequest instanceof Cancellable call) || timeout == null || timeout.isDisabled()) {
            return chain.proceed(request, scope);
        }
        disable(scope.clientContext);
        Wait wait = deadlines.begin(timeout.toDuration(), call::cancel);
        try {
            ClassicHttpResponse response;
            Waits answer = Waits.begin();
            try {
                response = chain.proceed(request, scope);
            } finally {
                answer.end();
            }
            return whole(response);
        } catch (IOException e) {
            if (wait.isOver()) {
                SocketTimeoutException late = new SocketTimeoutException("No answer within " + timeout);
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            deadlines.finish(wait);
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
        byte[] body = entity == null ? null : EntityUtils.toByteArray(entity, MOST_BYTES);
        if (body != null) {
            ContentType type = ContentType.parseLenient(entity.getContentType());
            response.setEntity(new ByteArrayEntity(body, type, entity.getContentEncoding()));
        }
        return response;
    }
}
