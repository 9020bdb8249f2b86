package org.extoledestination.mapping;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.extoledestination.event.SegmentJson;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One event through the shipped mapping files: what Extole gets of it, before it becomes JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class MappingsBenchmark {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    @Param({"viewed", "ordered", "identified"})
    public String event;

    private final JsonMapper json = SegmentJson.mapper();
    private Mappings mappings;
    private String text;
    private Map<String, Object> parsed;

    @Setup
    public void setUp() throws Exception {
        mappings =
                Mappings.read(Path.of("config/mappings"), new MappingSettings(AnonymousPolicy.SEND, Optional.empty()));
        text = SampleEvents.named(event);
        parsed = json.readValue(text, OBJECT);
        if (!(mappings.map(parsed) instanceof Mapped.Send)) {
            throw new IllegalStateException("The shipped files send nothing of '" + event + "'");
        }
    }

    @Benchmark
    public Mapped map() {
        return mappings.map(parsed);
    }
}
