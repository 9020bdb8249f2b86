package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.mapping.SampleEvents;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From the bytes of a request to a sound event, as it goes into the queue. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EventReaderBenchmark {

    @Param({"viewed", "ordered", "identified"})
    public String event;

    private byte[] bytes;
    private JsonNode parsed;
    private EventReader reader;
    private EventReader.Around around;

    @Setup
    public void setUp() {
        bytes = SampleEvents.named(event).getBytes(StandardCharsets.UTF_8);
        parsed = Json.parse(bytes);
        reader = new EventReader(32 * 1024);
        around = new EventReader.Around("segment", Door.TRACKING, Instant.now(), Envelope.NONE, Optional.empty());
    }

    @Benchmark
    public SegmentEvent parseAndRead() throws Exception {
        return reader.read(Json.parse(bytes), around, () -> "none");
    }

    @Benchmark
    public SegmentEvent read() throws Exception {
        return reader.read(parsed, around, () -> "none");
    }
}
