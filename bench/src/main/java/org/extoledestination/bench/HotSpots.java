package org.extoledestination.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** Where the application's time goes, by Java Flight Recorder: it is in every JDK. */
final class HotSpots {

    private static final int MOST = 25;

    /** The first that begins the name of a frame's class, from the top of the stack down, names the owner. */
    private static final List<String> OWNERS = List.of(
            "org.extoledestination.",
            "org.apache.activemq.",
            "org.messaginghub.",
            "org.springframework.jms.",
            "org.h2.",
            "com.zaxxer.",
            "org.springframework.jdbc.",
            "org.apache.hc.",
            "org.apache.camel.component.http",
            "org.apache.camel.",
            "com.fasterxml.jackson.",
            "com.jayway.jsonpath.",
            "net.minidev.",
            "io.micrometer.",
            "org.apache.catalina.",
            "org.apache.coyote.",
            "org.apache.tomcat.",
            "org.springframework.",
            "io.vertx.",
            "io.netty.",
            "ch.qos.logback.");

    private HotSpots() {}

    static void begin(Application application) {
        application.tool("JFR.start", "name=bench", "settings=profile");
    }

    static Map<String, Object> end(Application application, Path folder, Options options) throws IOException {
        Path recording = folder.resolve("bench.jfr");
        application.tool("JFR.stop", "name=bench", "filename=" + recording);
        Files.createDirectories(options.out);
        Path kept = options.out.resolve("latest.jfr");
        Map<String, Integer> owners = new TreeMap<>();
        Map<String, Integer> methods = new TreeMap<>();
        Map<String, Integer> parks = new TreeMap<>();
        int samples = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                String kind = event.getEventType().getName();
                if (event.getStackTrace() == null) {
                    continue;
                }
                List<RecordedFrame> frames = event.getStackTrace().getFrames();
                if (kind.equals("jdk.ExecutionSample") || kind.equals("jdk.NativeMethodSample")) {
                    if (isWaiting(frames)) {
                        continue;
                    }
                    samples++;
                    owners.merge(owner(frames), 1, Integer::sum);
                    methods.merge(name(frames.get(0)), 1, Integer::sum);
                } else if (kind.equals("jdk.JavaMonitorEnter") || kind.equals("jdk.FileForce")) {
                    parks.merge(kind + " " + owner(frames), 1, Integer::sum);
                }
            }
        }
        Files.move(recording, kept, StandardCopyOption.REPLACE_EXISTING);
        Map<String, Object> spots = new LinkedHashMap<>();
        spots.put("samples", samples);
        spots.put("recording", kept.toString());
        spots.put("percent by owner", shares(owners, samples));
        spots.put("percent by method", shares(methods, samples));
        spots.put(
                "blocked",
                shares(
                        parks,
                        Math.max(
                                1,
                                parks.values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum())));
        return spots;
    }

    /** A native frame that waits for a socket or a lock uses no processor. */
    private static boolean isWaiting(List<RecordedFrame> frames) {
        String top = name(frames.get(0));
        return top.contains("EPoll.wait") || top.contains("accept") || top.contains("park") || top.contains("Net.poll");
    }

    private static String owner(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            RecordedMethod method = frame.getMethod();
            String type = method.getType().getName();
            for (String owner : OWNERS) {
                if (type.startsWith(owner)) {
                    return owner.substring(0, owner.length() - (owner.endsWith(".") ? 1 : 0));
                }
            }
        }
        return "the JDK alone";
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static Map<String, Double> shares(Map<String, Integer> counts, int all) {
        Map<String, Double> shares = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST)
                .forEach(entry -> shares.put(entry.getKey(), Math.round(1000.0 * entry.getValue() / all) / 10.0));
        return shares;
    }
}
