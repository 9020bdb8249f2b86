package org.extoledestination.activemqbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue that is this process's for a while, is lost while its messages are in hand, and is won back. */
@Tag("slow")
class PartitionsTest {

    private final Dealt dealt = new Dealt();
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
    private final List<String> settled = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lost = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch first = new CountDownLatch(1);
    private Rig rig;

    private final BatchListener listener = new BatchListener() {
        @Override
        public void beforeProcessing(List<Exchange> exchanges) {
            looks.addAndGet(exchanges.size());
        }

        @Override
        public void beforeAcknowledge(List<Exchange> exchanges) {
            exchanges.forEach(each -> settled.add(body(each)));
        }

        @Override
        public void afterLosing(List<Exchange> exchanges) {
            exchanges.forEach(each -> lost.add(body(each)));
        }
    };

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new Rig(folder);
        rig.partition(dealt);
    }

    @AfterEach
    void stop() throws Exception {
        first.countDown();
        rig.close();
    }

    @Test
    void whatRunsUnderALostLeaseBeginsNothingAlthoughTheQueueIsWonBack() throws Exception {
        List<String> goesOn = Collections.synchronizedList(new ArrayList<>());
        application(exchange -> {
            if (begun(exchange)) {
                first.await(30, TimeUnit.SECONDS);
            }
            goesOn.add(body(exchange) + ' ' + mayGoOn(exchange));
        });
        rig.send("a:1", "a:2");
        await().until(() -> begun.contains("a:1"));

        dealt.lose();
        dealt.give();
        await().during(Duration.ofMillis(300)).until(() -> begun.size() == 1);
        first.countDown();

        await().until(() -> rig.depth() == 0);
        assertThat(goesOn).containsExactly("a:1 false", "a:1 true", "a:2 true");
    }

    @Test
    void whatFailsUnderALostLeaseIsLeftToOthers() throws Exception {
        CamelContext application = application(exchange -> {
            begun(exchange);
            first.await(30, TimeUnit.SECONDS);
            throw new PostponedException("Another process is to read it", 0);
        });
        rig.send("a:1", "a:2", "b:1");
        await().until(() -> begun.size() == 2);

        dealt.lose();
        await().until(() -> rig.consumers() == 0);
        first.countDown();

        ActiveMqBatchComponent component = application.getComponent("activemq-batch", ActiveMqBatchComponent.class);
        await().until(() -> component.taken("work").isEmpty());
        await().during(Duration.ofMillis(300)).until(() -> looks.get() == 3 && begun.size() == 2);
        assertThat(rig.depth()).isEqualTo(3);
        assertThat(dealt.closed).isTrue();
    }

    @Test
    void whatIsDoneUnderALostLeaseIsToldAndComesAgain() throws Exception {
        application(exchange -> {
            if (begun(exchange)) {
                first.await(30, TimeUnit.SECONDS);
            }
        });
        rig.send("a:1");
        await().until(() -> begun.contains("a:1"));

        dealt.lose();
        await().until(() -> rig.consumers() == 0);
        first.countDown();

        await().until(() -> lost.equals(List.of("a:1")));
        assertThat(settled).isEmpty();
        assertThat(rig.depth()).isOne();
        dealt.give();
        await().until(() -> rig.depth() == 0);
        assertThat(settled).containsExactly("a:1");
    }

    @Test
    void aQueueThatIsToBeHandedOverIsClosedWhenWhatRunsIsSettled() throws Exception {
        application(exchange -> {
            if (begun(exchange)) {
                first.await(30, TimeUnit.SECONDS);
            }
        });
        rig.send("a:1", "a:2");
        await().until(() -> begun.contains("a:1"));

        dealt.right = Partitions.Right.FINISH;
        await().during(Duration.ofMillis(300)).until(() -> !dealt.closed);
        first.countDown();

        await().until(() -> dealt.closed);
        assertThat(settled).containsExactly("a:1");
        assertThat(lost).isEmpty();
        assertThat(rig.depth()).isOne();
    }

    private CamelContext application(org.apache.camel.Processor processor) throws Exception {
        return rig.application("sequenceBy=person&parallel=4", processor, listener);
    }

    /** Whether it is the first of all. */
    private boolean begun(Exchange exchange) {
        begun.add(body(exchange));
        return begun.size() == 1;
    }

    private static boolean mayGoOn(Exchange exchange) {
        boolean may = exchange.getProperty(MessageBinding.GOES_ON, BooleanSupplier.class)
                .getAsBoolean();
        if (!may) {
            exchange.setException(new PostponedException("Another process is to read it", 0));
        }
        return may;
    }

    private static String body(Exchange exchange) {
        return exchange.getIn().getBody(String.class);
    }

    /** One queue, which this process has until it is told otherwise. */
    private static final class Dealt implements Partitions {

        private volatile Right right = Right.READ;
        private volatile boolean closed;
        private final AtomicInteger epoch = new AtomicInteger();

        void lose() {
            right = Right.NONE;
            epoch.incrementAndGet();
        }

        void give() {
            right = Right.READ;
        }

        @Override
        public Set<String> queues() {
            return right == Right.READ ? Set.of("work") : Set.of();
        }

        @Override
        public Optional<Lease> open(String queue) {
            return right == Right.READ ? Optional.of(new Own(this, epoch.get())) : Optional.empty();
        }

        @Override
        public void settle(Set<Lease> leases, Consumer<Set<Lease>> work) {
            Set<Lease> ours = new HashSet<>(leases);
            ours.removeIf(each -> each.right() == Right.NONE);
            work.accept(ours);
        }

        private record Own(Dealt all, int epoch) implements Lease {

            @Override
            public String queue() {
                return "work";
            }

            @Override
            public Right right() {
                return epoch == all.epoch.get() ? all.right : Right.NONE;
            }

            @Override
            public void closed() {
                all.closed = true;
            }
        }
    }
}
