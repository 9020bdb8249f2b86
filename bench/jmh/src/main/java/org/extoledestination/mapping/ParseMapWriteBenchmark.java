package org.extoledestination.mapping;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.SegmentJson;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From the text in the queue to the bytes that go to Extole: reading and writing JSON around the mapping. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ParseMapWriteBenchmark {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    @Param({"viewed", "ordered", "identified"})
    public String event;

    private final JsonMapper json = SegmentJson.mapper();
    private Mappings mappings;
    private String text;

    @Setup
    public void setUp() {
        mappings =
                Mappings.read(Path.of("config/mappings"), new MappingSettings(AnonymousPolicy.SEND, Optional.empty()));
        text = SampleEvents.named(event);
    }

    @Benchmark
    public byte[] parseMapWrite() throws Exception {
        Mapped.Send send = (Mapped.Send) mappings.map(json.readValue(text, OBJECT));
        return json.writeValueAsBytes(ExtoleRequest.event(ExtoleRequest.Operation.ASYNC_EVENT, send.event())
                .body());
    }
}
