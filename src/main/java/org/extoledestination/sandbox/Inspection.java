package org.extoledestination.sandbox;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Shows what the sandbox was sent and takes orders to misbehave, under {@code /__sandbox}. */
record Inspection(Runnable reset) {
    private static final String ROOT = "__sandbox";
    private static final String KNOWN =
            "The sandbox knows GET requests, events, persons, erasures and faults, POST faults, DELETE faults, "
                    + "and DELETE /__sandbox to start afresh.";
    private static final ObjectWriter WRITER =
            Json.MAPPER.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    static boolean owns(Call call) {
        return call.segments().get(0).equals(ROOT);
    }

    void answer(World world, Call call, Response response, Callback callback) throws IOException {
        try {
            String order = call.method() + " "
                    + String.join(
                            "/", call.segments().subList(1, call.segments().size()));
            switch (order) {
                case "GET requests" -> stream(world.requests().latest(limit(call)), response, callback);
                case "GET events" -> stream(world.events().latest(limit(call)), response, callback);
                case "GET persons" -> stream(world.people().latest(limit(call)), response, callback);
                case "GET erasures" -> stream(world.erasures().latest(limit(call)), response, callback);
                case "GET faults" -> stream(world.faults().list(), response, callback);
                default -> Exchange.write(obey(order, world, call), response, callback);
            }
        } catch (Refusal e) {
            Exchange.write(e.answer(), response, callback);
        }
    }

    private Answer obey(String order, World world, Call call) {
        switch (order) {
            case "POST faults" -> {
                Fault fault = Faults.read(call);
                world.faults().add(fault);
                return Answer.of(201, fault);
            }
            case "DELETE faults" -> world.faults().clear();
            case "DELETE ", "DELETE requests" -> reset.run();
            default -> throw new Refusal(404, "method_not_found", KNOWN);
        }
        return Answer.empty(204);
    }

    private static int limit(Call call) {
        return call.number("limit", Integer.MAX_VALUE);
    }

    /** Entry by entry, because all of them may be more than fits into memory twice. */
    private static void stream(List<?> entries, Response response, Callback callback) throws IOException {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            WRITER.writeValues(out).init(true).writeAll(entries).close();
        }
        callback.succeeded();
    }
}
