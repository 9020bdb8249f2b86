package org.extoledestination.ingest.connections;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * Takes note of each request whose head is whole: what comes after it is the next. While the server stops it answers 503:
 * what would serve the request may be gone. What is left of a body after the answer ends here.
 */
record ServingAdapter(Adapter adapter, GuardedEndpoint endpoint, UnreadBody unread) implements Adapter {

    private static final byte[] STOPS =
            "{\"success\":false,\"code\":\"unavailable\",\"message\":\"This instance stops. Send it again.\"}"
                    .getBytes(StandardCharsets.UTF_8);

    @Override
    public void service(Request request, Response response) throws Exception {
        endpoint.serves();
        if (endpoint.isPaused()) {
            stops(response);
        } else {
            adapter.service(request, response);
        }
        endpoint.atHand().ifPresent(socket -> unread.end(request, socket, endpoint::answered));
    }

    private static void stops(Response response) throws Exception {
        // A status after which Tomcat closes the connection, and says so.
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setContentLength(STOPS.length);
        response.doWrite(ByteBuffer.wrap(STOPS));
        response.action(ActionCode.CLOSE, null);
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return adapter.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
        return adapter.asyncDispatch(request, response, status);
    }

    @Override
    public void log(Request request, Response response, long time) {
        adapter.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        adapter.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return adapter.getDomain();
    }
}
