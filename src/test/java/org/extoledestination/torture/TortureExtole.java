package org.extoledestination.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.extoledestination.support.Http;

/**
 * Takes events in Extole's words and tells the {@link Ledger}. Unlike the sandbox it keeps no bodies, so that a million
 * events fit, and it can be away.
 */
final class TortureExtole extends Handler.Abstract implements AutoCloseable {

    /** How it behaves. Poisoned events are refused in all of them. */
    enum Mood {
        WELL,
        /** Connections are refused. */
        DOWN,
        SLOW,
        /** 429 with {@code Retry-After}. */
        BUSY,
        /** 401, whoever asks. */
        UNAUTHORIZED,
        /** 503. */
        UNAVAILABLE,
        /** Connections break, every other time after the event was taken. */
        RESETS,
        /** 500, every other time, after the event was taken. */
        TAKES_AND_FAILS,
        /** 500 for some people, all is well for the others. */
        FAILS_FOR_SOME
    }

    /**
     * An event as its request brought it.
     *
     * @param halves those of the {@link Ledger} at that time
     * @param downs how often it had been {@link Mood#DOWN} by then
     */
    private record Came(Numbered event, boolean isPoisoned, int halves, int downs) {}

    private static final int STUBBORN_ONE_IN = 7;
    private static final String YES = "{\"event_id\":\"1\"}";

    private final Ledger ledger;
    private final long slowMillis;
    private final Server server;
    private final ServerConnector connector;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "extole-later");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong struck = new AtomicLong();
    private final AtomicInteger downs = new AtomicInteger();
    private volatile Mood mood = Mood.WELL;

    TortureExtole(Ledger ledger) {
        this(ledger, 150);
    }

    /** {@code slowMillis} is how long an answer takes while it is {@link Mood#SLOW}. */
    TortureExtole(Ledger ledger, long slowMillis) {
        this.ledger = ledger;
        this.slowMillis = slowMillis;
        QueuedThreadPool threads = new QueuedThreadPool(64, 8);
        threads.setName("extole");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(this);
        start(server::start);
        // The same one when it comes back.
        connector.setPort(connector.getLocalPort());
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void start(Step step) {
        try {
            step.run();
        } catch (Exception e) {
            throw new IllegalStateException("Extole's stand-in does not start or stop", e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + connector.getPort());
    }

    /** Behaves like this from now on. */
    void be(Mood now) {
        boolean wasDown = mood == Mood.DOWN;
        struck.set(0);
        mood = now;
        if (now == Mood.DOWN) {
            downs.incrementAndGet();
            start(connector::stop);
        } else if (wasDown) {
            start(connector::start);
        }
    }

    /** How many requests have met its present mood. */
    long struck() {
        return struck.get();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        int halves = ledger.halves();
        int before = downs.get();
        String body = Content.Source.asString(request, StandardCharsets.UTF_8);
        if (!request.getHttpURI().getPath().equals("/v6/async-events")
                || !"Bearer sandbox-api-key".equals(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
            ledger.fault("A request to " + request.getHttpURI().getPath() + " that nobody asked for");
            answer(404, error(404, "method_not_found"), response, callback);
            return true;
        }
        JsonNode data = Http.json(body).path("data");
        Came event = new Came(
                Numbered.of(data.path("segment_message_id").asText()),
                data.path("poisoned").asText().equals("yes"),
                halves,
                before);
        Mood now = mood;
        if (now == Mood.SLOW) {
            struck.incrementAndGet();
            ScheduledFuture<?> unused =
                    later.schedule(() -> take(event, response, callback), slowMillis, TimeUnit.MILLISECONDS);
        } else {
            behave(now, event, response, callback);
        }
        return true;
    }

    private void behave(Mood now, Came event, Response response, Callback callback) {
        long turn = requests.incrementAndGet();
        switch (now) {
            case DOWN -> reset(response, callback);
            case BUSY -> {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
                fail(429, "too_many_requests", response, callback);
            }
            case UNAUTHORIZED -> fail(401, "method_unauthorized", response, callback);
            case UNAVAILABLE -> fail(503, "software_error", response, callback);
            case RESETS -> resets(turn, event, response, callback);
            case TAKES_AND_FAILS -> {
                if (!event.isPoisoned() && turn % 2 == 0) {
                    ledger.arrives(event.event(), false, event.halves());
                    fail(500, "software_error", response, callback);
                } else {
                    take(event, response, callback);
                }
            }
            case FAILS_FOR_SOME -> {
                if (event.event().person() % STUBBORN_ONE_IN == 0) {
                    fail(500, "software_error", response, callback);
                } else {
                    take(event, response, callback);
                }
            }
            case WELL, SLOW -> take(event, response, callback);
        }
    }

    private void resets(long turn, Came event, Response response, Callback callback) {
        if (turn % 3 == 0) {
            reset(response, callback);
        } else if (turn % 3 == 1 && !event.isPoisoned()) {
            ledger.arrives(event.event(), false, event.halves());
            reset(response, callback);
        } else {
            take(event, response, callback);
        }
    }

    private void take(Came event, Response response, Callback callback) {
        if (event.isPoisoned()) {
            answer(400, error(400, "event_blocked"), response, callback);
        } else {
            ledger.arrives(event.event(), true, event.halves());
            answer(200, YES, response, Callback.from(callback::succeeded, cause -> {
                cutOff(event);
                callback.failed(cause);
            }));
        }
    }

    /** Whoever sent it may be at fault, or dead, unless this stand-in has closed the connection itself. */
    private void cutOff(Came event) {
        if (downs.get() != event.downs()) {
            ledger.yesWasCutOff(event.event());
        }
    }

    private void fail(int status, String code, Response response, Callback callback) {
        struck.incrementAndGet();
        answer(status, error(status, code), response, callback);
    }

    private static String error(int status, String code) {
        return "{\"unique_id\":\"1\",\"http_status_code\":" + status + ",\"code\":\"" + code
                + "\",\"message\":\"The torture test asked for this answer.\",\"parameters\":{}}";
    }

    private static void answer(int status, String body, Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Content.Sink.write(response, true, body, callback);
    }

    /** Closing a socket that lingers for no time sends RST in place of FIN. */
    private void reset(Response response, Callback callback) {
        struck.incrementAndGet();
        EndPoint end =
                response.getRequest().getConnectionMetaData().getConnection().getEndPoint();
        if (end.getTransport() instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // Closed: its instance was killed meanwhile, and there is nothing left to reset.
                if (!(e instanceof ClosedChannelException)) {
                    ledger.fault("The stand-in cannot reset a connection: " + e);
                }
            }
        }
        end.close();
        callback.failed(new EofException("closed by a mood"));
    }

    @Override
    public void close() {
        later.shutdownNow();
        start(server::stop);
    }
}
