package org.extoledestination.delivery;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an answer of Extole's means: the usual yes, and a no with a code. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ExtoleAnswerBenchmark {

    private static final String YES = "{\"event_id\":\"7711442015090631750\"}";
    private static final String NO = "{\"unique_id\":\"7711441823711709681\",\"http_status_code\":400,"
            + "\"code\":\"event_blocked\",\"message\":\"Blocked\",\"parameters\":{}}";

    private final ExtoleAnswer answer = new ExtoleAnswer(Clock.systemUTC());

    @Benchmark
    public DeliveryOutcome yes() {
        return answer.judge(200, YES, null);
    }

    @Benchmark
    public DeliveryOutcome no() {
        return answer.judge(400, NO, null);
    }
}
