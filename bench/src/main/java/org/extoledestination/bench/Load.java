package org.extoledestination.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.channel.EventLoopGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The sender, in a process of its own that lives as long as the application does, so that it is warm too. Reads one
 * command a line from the standard input, writes one result a line, and ends with its input. Numbers of events go on
 * from command to command, a lane for each receiver.
 */
final class Load {

    static final JsonMapper JSON = JsonMapper.builder().build();

    /** What is known of the people of one lane: the number of each one's next event. */
    private final Map<String, int[]> lanes = new HashMap<>();

    private final EventLoopGroup loops = Wire.loops("load", 1);

    private Load() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        new Load().serve();
        Runtime.getRuntime().halt(0);
    }

    private void serve() throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(JSON.writeValueAsString(answer(JSON.treeToValue(JSON.readTree(line), Order.class))));
        }
    }

    private Map<String, Object> answer(Order order) {
        int[] next = lanes.compute(
                order.lane(),
                (lane, known) -> known == null
                        ? new int[order.people()]
                        : known.length < order.people() ? Arrays.copyOf(known, order.people()) : known);
        try (InFlight inFlight = new InFlight(order)) {
            return order.broker().isEmpty()
                    ? new HttpLoad(order, next, inFlight, loops).run()
                    : new JmsLoad(order, next, inFlight).run();
        } catch (Exception e) {
            return Map.of("error", String.valueOf(e));
        }
    }

    /**
     * What to send.
     *
     * @param lane whose numbers go on
     * @param port where to, over HTTP
     * @param path where to; empty: the path of each kind of event
     * @param broker where to, over JMS; empty: over HTTP
     * @param kind {@code mixed} or {@code audience}
     * @param people how many; a lane that has had more keeps them
     * @param batch events in a request or a commit; 1: single
     * @param connections that send at the same time, each its own people
     * @param seconds how long; 0: until {@code events}
     * @param events how many; 0: until {@code seconds}
     * @param rate events a second; 0: as fast as it goes
     * @param inFlight most events accepted but not delivered; 0: no limit
     * @param report where the destination tells what was delivered
     */
    record Order(
            String lane,
            int port,
            String path,
            String broker,
            String kind,
            int people,
            int batch,
            int connections,
            double seconds,
            long events,
            double rate,
            long inFlight,
            String report) {

        Order atPort(int other, String otherLane, String otherPath) {
            return new Order(
                    otherLane,
                    other,
                    otherPath,
                    broker,
                    kind,
                    people,
                    batch,
                    connections,
                    seconds,
                    events,
                    rate,
                    0,
                    report);
        }

        Order lasting(double otherSeconds) {
            return new Order(
                    lane,
                    port,
                    path,
                    broker,
                    kind,
                    people,
                    batch,
                    connections,
                    otherSeconds,
                    0,
                    rate,
                    inFlight,
                    report);
        }

        Order counting(long otherEvents) {
            return new Order(
                    lane, port, path, broker, kind, people, batch, connections, 0, otherEvents, rate, inFlight, report);
        }

        Order limited(long otherInFlight) {
            return new Order(
                    lane,
                    port,
                    path,
                    broker,
                    kind,
                    people,
                    batch,
                    connections,
                    seconds,
                    events,
                    rate,
                    otherInFlight,
                    report);
        }
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
