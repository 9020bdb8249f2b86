package org.extoledestination.abuse;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Extole's stand-in, which looks at all that reaches it: it must keep to Extole's contract, whoever sent the event. */
final class ExtoleGate implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z_.-][0-9a-zA-Z_. -]{0,198}[0-9a-zA-Z_.-]");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    private static final Set<String> HEADERS = Set.of(
            "host",
            "connection",
            "authorization",
            "content-type",
            "content-length",
            "accept",
            "accept-encoding",
            "user-agent",
            "extole-app-type");
    private static final int MOST_TOLD = 20;
    /** As long as a call to another house takes: who waits in line for it is seen. */
    private static final long ANSWER_MILLIS = 20;

    /** Events of this name break Extole's connection, whenever they come. */
    static final String BREAKS = "Breaks Extole";

    /** Events of this name are answered 500. */
    static final String FAILS = "Fails at Extole";

    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final HonestLedger ledger;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicLong hostile = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong erasures = new AtomicLong();
    private final AtomicLong largest = new AtomicLong();

    static {
        // Else each answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    ExtoleGate(HonestLedger ledger) {
        this.ledger = ledger;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What was not within the contract. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** Events of hostile senders that have reached it. */
    long hostile() {
        return hostile.get();
    }

    /** The bytes of those events. */
    long bytes() {
        return bytes.get();
    }

    long erasures() {
        return erasures.get();
    }

    /** The largest body, in bytes. */
    long largest() {
        return largest.get();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            largest.accumulateAndGet(body.length, Math::max);
            boolean isFair = look(exchange, body);
            String text = new String(body, StandardCharsets.UTF_8);
            if (text.contains("\"event_name\":\"" + BREAKS)) {
                return;
            }
            if (text.contains("\"event_name\":\"" + FAILS)) {
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            byte[] answer = (isFair ? yes(exchange) : "{\"code\":\"event_blocked\",\"http_status_code\":400}")
                    .getBytes(StandardCharsets.UTF_8);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(isFair ? 200 : 400, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static String yes(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().equals("/v4/erasures")
                ? "{\"id\":\"1\",\"status\":\"COMPLETED\",\"created_date\":\"2026-11-30T10:00:00Z\"}"
                : "{\"event_id\":\"1\"}";
    }

    private boolean look(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getRawPath();
        for (String header : exchange.getRequestHeaders().keySet()) {
            require(HEADERS.contains(header.toLowerCase(Locale.ROOT)), "a header " + header);
        }
        require("Bearer sandbox-api-key".equals(exchange.getRequestHeaders().getFirst("Authorization")), "a key");
        require(exchange.getRequestURI().getRawQuery() == null, "a query");
        require(body.length <= Expected.LARGEST_TO_EXTOLE, "a body of " + body.length + " bytes");
        if (path.equals("/v4/erasures")) {
            erasures.incrementAndGet();
            return true;
        }
        return require(path.equals("/v6/async-events"), "the path " + path) && isEvent(body);
    }

    private boolean isEvent(byte[] body) {
        JsonNode event;
        try {
            event = json.readTree(body);
        } catch (IOException | RuntimeException e) {
            return require(false, "a body that its parser does not take: " + e);
        }
        JsonNode data = event.path("data");
        String name = event.path("event_name").asText();
        String id = data.path("segment_message_id").asText();
        if (!ledger.arrives(id)) {
            hostile.incrementAndGet();
            bytes.addAndGet(body.length);
        }
        return require(NAME.matcher(name).matches(), "the event name '" + name + "'")
                && require(TIME.matcher(event.path("event_time").asText()).matches(), "the time of " + id)
                && require(data.isObject() && event.size() == 3, "the fields of " + id)
                && require(data.path("partner_user_id").asText().length() <= 255, "the user id of " + id)
                && require(
                        !data.path("partner_user_id").asText().startsWith("forbidden"),
                        "what its key may not send: "
                                + data.path("partner_user_id").asText());
    }

    private boolean require(boolean holds, String what) {
        if (!holds && violations.size() < MOST_TOLD) {
            violations.add("Extole got " + what);
        }
        return holds;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
