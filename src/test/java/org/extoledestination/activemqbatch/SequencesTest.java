package org.extoledestination.activemqbatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.activemq.command.ActiveMQTextMessage;
import org.junit.jupiter.api.Test;

class SequencesTest {

    private final List<Runnable> started = new ArrayList<>();
    private boolean hasThreads = true;

    private final Executor threads = task -> {
        if (!hasThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        started.add(task);
    };

    private final Sequences sequences = new Sequences(4, 8, 1_000, threads, taken -> true);

    @Test
    void whatFindsNoThreadStartsWhenThereIsOneAgain() {
        hasThreads = false;
        sequences.add(taken("1"));
        sequences.add(taken("2"));
        assertThat(sequences.running()).isZero();

        hasThreads = true;
        sequences.countSlow();

        assertThat(started).isNotEmpty();
        started.forEach(Runnable::run);
        assertThat(sequences.takeEnded()).hasSize(2).allMatch(Sequences.Ended::done);
        assertThat(sequences.running()).isZero();
    }

    @Test
    void soManyRunAsWeighNotTooMuchTogetherUntilTheyAreAcknowledged() {
        List<Taken> heavy = List.of(taken("1"), taken("2"), taken("3"), taken("4"));
        heavy.forEach(each -> each.weighed(400));
        heavy.forEach(sequences::add);
        assertThat(sequences.running()).isEqualTo(2);

        List.copyOf(started).forEach(Runnable::run);
        List<Taken> done =
                sequences.takeEnded().stream().map(Sequences.Ended::taken).toList();

        assertThat(done).hasSize(2);
        assertThat(started).hasSize(2);
        sequences.acknowledged(done);
        assertThat(sequences.running()).isEqualTo(2);
    }

    @Test
    void whatWeighsTooMuchRunsAlone() {
        Taken huge = taken("1");
        huge.weighed(5_000);
        sequences.add(huge);
        sequences.add(taken("2"));

        assertThat(sequences.running()).isEqualTo(1);
    }

    @SuppressWarnings("NullAway") // it is never acknowledged, so it needs no subscription
    private static Taken taken(String id) {
        return new Taken(id, id, 1, new ActiveMQTextMessage(), new Whole("q"), null);
    }
}
