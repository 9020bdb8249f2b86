package org.extoledestination.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All that runs for one scenario: application, destination, baseline and load, each a process of its own. */
final class Rig implements AutoCloseable {

    /** The lane of what comes by way of the application. */
    static final String APPLICATION = "";

    static final String RELAY = "/relay";
    static final String DIRECT = "/direct";
    private static final double RELAY_WARM_UP = 0.2;

    private final Options options;
    private final Work work;
    private final Path data;
    private final int destinationPort = Work.free(0);
    private final int controlPort = Work.free(0);
    private final int relayPort = Work.free(0);
    private final List<Child> tools = new ArrayList<>();
    private final Child load;
    private Application application;
    private long accepted;

    Rig(Options options, Work work, String name) {
        this.options = options;
        this.work = work;
        this.data = work.data(name);
        Work.delete(data);
        tool("destination", Destination.class, destinationPort, controlPort);
        tool("relay", Relay.class, relayPort, destinationPort);
        this.load = tool("load", Load.class);
    }

    private Child tool(String name, Class<?> main, int... ports) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=4",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (int port : ports) {
            command.add(String.valueOf(port));
        }
        Child child = Child.start(work, name, options.home, Map.of(), true, command);
        tools.add(child);
        String said = child.line();
        if (!said.equals("ready")) {
            throw new BenchException(name + " said '" + said + "' instead of 'ready'");
        }
        return child;
    }

    /** Starts the application, on the data of the one before if there was one. */
    Application start(Application.Launch launch) {
        application = Application.start(options, work, data, destinationPort, launch);
        return application;
    }

    Application start() {
        return start(Application.Launch.usual(options));
    }

    Application application() {
        return application;
    }

    Path data() {
        return data;
    }

    int destinationPort() {
        return destinationPort;
    }

    /** Processor time of all that runs here. */
    double cpuSeconds() {
        double sum = application == null ? 0 : application.process().cpuSeconds();
        for (Child tool : tools) {
            sum += tool.cpuSeconds();
        }
        return sum;
    }

    /** An order with the usual values: single mixed events from 64 connections. */
    Load.Order order() {
        return new Load.Order(
                APPLICATION,
                application == null ? 0 : application.port(),
                "",
                "",
                options.randomIds ? "random-ids" : "mixed",
                options.people,
                1,
                64,
                options.seconds,
                0,
                0,
                0,
                "http://127.0.0.1:" + controlPort + "/report?lane=");
    }

    Load.Order batches() {
        Load.Order single = order();
        return new Load.Order(
                single.lane(),
                single.port(),
                "",
                "",
                options.randomIds ? "random-ids" : "mixed",
                options.people,
                100,
                16,
                options.seconds,
                0,
                0,
                0,
                single.report());
    }

    /** Lets the load do what the order says, and returns what it tells of it. */
    JsonNode run(Load.Order order) {
        try {
            load.say(Load.JSON.writeValueAsString(order));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        JsonNode answer = Load.read(load.line());
        if (answer.has("error")) {
            if (application != null) {
                application.process().requireAlive();
            }
            throw new BenchException("The load failed: " + answer.get("error").asText());
        }
        if (order.lane().equals(APPLICATION)) {
            accepted += answer.get("events").asLong();
        }
        return answer;
    }

    /** Events that the application has accepted of this rig. */
    long accepted() {
        return accepted;
    }

    JsonNode report(String lane) {
        return Http.json("http://127.0.0.1:" + controlPort + "/report?lane=" + lane);
    }

    long delivered() {
        String report = Http.get("http://127.0.0.1:" + controlPort + "/report?lane=");
        return report == null ? 0 : Load.read(report).get("distinct").asLong();
    }

    void delay(int millis) {
        Http.json("http://127.0.0.1:" + controlPort + "/delay?millis=" + millis);
    }

    void destinationDown() {
        Http.json("http://127.0.0.1:" + controlPort + "/down");
    }

    void destinationUp() {
        Http.json("http://127.0.0.1:" + controlPort + "/up");
    }

    /** Warms up the application with this kind of load, and the baseline too. Ends when all is delivered. */
    void warmUp(Load.Order order) {
        say("warm-up, " + options.warmUp + " s");
        run(order.lasting(options.warmUp).limited(options.inFlight));
        drain();
        if (options.baseline) {
            baseline(options.warmUp * RELAY_WARM_UP);
        }
    }

    /** Events a second by way of the bare relay, which shows what the machine can do at this moment. */
    double baseline(double seconds) {
        JsonNode relayed = run(order().atPort(relayPort, RELAY, "").lasting(seconds));
        return relayed.get("events").asDouble() / relayed.get("seconds").asDouble();
    }

    /** Events a second from the load straight to the destination. */
    double ceiling(Load.Order order, double seconds) {
        JsonNode direct = run(
                order.atPort(destinationPort, DIRECT, "/direct/v6/async-events").lasting(seconds));
        return direct.get("events").asDouble() / direct.get("seconds").asDouble();
    }

    /** Waits until all that was accepted is delivered. Whether that came to pass in time. */
    boolean drain() {
        long until = System.nanoTime() + (long) (options.drain * 1e9);
        while (delivered() < accepted) {
            application.process().requireAlive();
            if (System.nanoTime() > until) {
                return false;
            }
            Application.pause(50);
        }
        return true;
    }

    /** Whether all that was acknowledged was delivered, once, and in order for each person. */
    void check(Result result) {
        boolean drained = drain();
        JsonNode report = report(APPLICATION);
        long distinct = report.get("distinct").asLong();
        String what =
                "%,d acknowledged, %,d delivered, %,d twice, %,d out of order, %,d missing among those of a person"
                        .formatted(
                                accepted,
                                distinct,
                                report.get("repeated").asLong(),
                                report.get("late").asLong(),
                                report.get("missing").asLong());
        boolean inOrder = report.get("repeated").asLong() == 0
                && report.get("late").asLong() == 0
                && report.get("missing").asLong() == 0
                && report.get("unreadable").asLong() == 0;
        if (drained) {
            result.check(inOrder && distinct == accepted, what);
            return;
        }
        long waiting = application.queueDepth();
        long letters = (long) application.metric("extole_destination_dead_letters", "");
        long held = (long) application.metric("extole_destination_held_events", "");
        result.check(
                inOrder && distinct + waiting + letters + held >= accepted,
                what + "; not drained within " + options.drain + " s: " + waiting + " wait in the queue, " + letters
                        + " dead letters, " + held + " held");
    }

    void say(String text) {
        System.err.println("  " + text);
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
        tools.forEach(Child::close);
        Work.delete(data);
    }
}
