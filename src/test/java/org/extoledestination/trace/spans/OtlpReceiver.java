package org.extoledestination.trace.spans;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A collector on loopback that takes OTLP over HTTP, as Protobuf. */
final class OtlpReceiver implements AutoCloseable {

    /** A span as it came. */
    record Received(
            String name,
            String trace,
            String id,
            String parent,
            String kind,
            boolean hasFailed,
            long nanos,
            Map<String, String> attributes) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final List<Received> spans = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile boolean hangs;

    OtlpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /** Answers with this from now on. */
    void answer(int other) {
        status = other;
    }

    /** Takes calls from now on and answers none. */
    void hang() {
        hangs = true;
    }

    List<Received> spans() {
        return spans;
    }

    List<Received> spans(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    /** Those of one name. */
    List<Received> spans(String trace, String name) {
        return spans(trace).stream().filter(span -> span.name().equals(name)).toList();
    }

    int calls() {
        return bodies.size();
    }

    /** Whether some exported bytes hold this text. */
    boolean hasHeard(String text) {
        return bodies.stream().anyMatch(body -> new String(body, StandardCharsets.UTF_8).contains(text));
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        bodies.add(body);
        if (hangs) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        boolean isRight = exchange.getRequestURI().getPath().equals("/v1/traces");
        if (isRight && status == 200) {
            ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .map(OtlpReceiver::received)
                    .forEach(spans::add);
        }
        exchange.sendResponseHeaders(isRight ? status : 404, -1);
        exchange.close();
    }

    private static Received received(Span span) {
        return new Received(
                span.getName(),
                HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                HexFormat.of().formatHex(span.getSpanId().toByteArray()),
                HexFormat.of().formatHex(span.getParentSpanId().toByteArray()),
                span.getKind().name().replace("SPAN_KIND_", ""),
                span.getStatus().getCodeValue() == 2,
                span.getEndTimeUnixNano() - span.getStartTimeUnixNano(),
                span.getAttributesList().stream()
                        .collect(Collectors.toMap(
                                KeyValue::getKey,
                                each -> each.getValue().hasIntValue()
                                        ? String.valueOf(each.getValue().getIntValue())
                                        : each.getValue().getStringValue())));
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
