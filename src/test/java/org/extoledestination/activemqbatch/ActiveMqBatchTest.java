package org.extoledestination.activemqbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("slow")
class ActiveMqBatchTest {

    private static final Logger log = LoggerFactory.getLogger(ActiveMqBatchTest.class);

    private Rig rig;
    private final List<String> processed = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new Rig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void orderWithinASequenceHoldsWhateverFails() throws Exception {
        long seed = System.nanoTime();
        log.info("Seed {}", seed);
        Random random = new Random(seed);
        rig.application("sequenceBy=person&parallel=16", exchange -> {
            if (random.nextInt(10) == 0) {
                throw new IllegalStateException("by chance");
            }
            note(exchange);
        });
        String[] messages = messages(30, 900);

        rig.send(messages);

        await().atMost(Duration.ofSeconds(60)).until(() -> rig.depth() == 0);
        assertThat(processed).hasSize(900).doesNotHaveDuplicates();
        assertInOrder(30);
    }

    @Test
    void aMessageThatFailsIsTriedAgainBeforeTheNextOfItsSequenceAndNobodyElseWaits() throws Exception {
        AtomicBoolean mended = new AtomicBoolean();
        AtomicInteger again = new AtomicInteger();
        rig.application("sequenceBy=person&parallel=2", exchange -> {
            if (body(exchange).equals("bad:1") && !mended.get()) {
                again.addAndGet(exchange.getIn().getHeader("JMSRedelivered", Boolean.class) ? 1 : 0);
                throw new IllegalStateException("not yet");
            }
            note(exchange);
        });

        rig.send("bad:1", "bad:2", "good:1", "good:2", "other:1");

        await().until(() -> processed.size() == 3 && again.get() > 2 && rig.depth() == 2);
        assertThat(processed).containsExactlyInAnyOrder("good:1", "good:2", "other:1");
        mended.set(true);
        await().until(() -> rig.depth() == 0);
        assertThat(processed).endsWith("bad:1", "bad:2").hasSize(5);
    }

    @Test
    void aMessageOnWhichTheRouteFailsOverAndOverIsParkedAndTheNextOfItsSequenceFollows() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CamelContext application = rig.application(
                "sequenceBy=person&parkTo=mock:parked&parkAfterAttempts=3&parkAfter=100ms", exchange -> {
                    if (body(exchange).equals("bad:1")) {
                        attempts.incrementAndGet();
                        throw new IllegalStateException("whatever jane@example.com does");
                    }
                    note(exchange);
                });

        rig.send("bad:1", "bad:2", "good:1");

        await().until(() -> rig.depth() == 0);
        assertThat(processed).containsExactlyInAnyOrder("good:1", "bad:2");
        assertThat(attempts.get()).isGreaterThanOrEqualTo(3);
        MockEndpoint parked = application.getEndpoint("mock:parked", MockEndpoint.class);
        assertThat(parked.getExchanges()).hasSize(1);
        assertThat(body(parked.getExchanges().get(0))).isEqualTo("bad:1");
        assertThat(parked.getExchanges().get(0).getProperty(MessageBinding.PARKED, String.class))
                .contains("failed: ")
                .contains("IllegalStateException at " + ActiveMqBatchTest.class.getName())
                .doesNotContain("jane");
        assertThat(component(application).parked()).isEqualTo(1);
        await().until(() -> component(application).failing().isEmpty());
    }

    @Test
    void aFailureThatIsNotItsOwnParksNothing() throws Exception {
        AtomicBoolean mended = new AtomicBoolean();
        AtomicInteger attempts = new AtomicInteger();
        CamelContext application = rig.application(
                "sequenceBy=person&parkTo=mock:parked&parkAfterAttempts=1&parkAfter=0&parkIf=#own", exchange -> {
                    if (!mended.get()) {
                        attempts.incrementAndGet();
                        throw new IllegalArgumentException("the database is away");
                    }
                    note(exchange);
                });

        rig.send("a:1");

        await().until(() -> attempts.get() > 4);
        assertThat(component(application).failing()).singleElement().satisfies(failing -> {
            assertThat(failing.queue()).isEqualTo("work");
            assertThat(failing.messages()).isEqualTo(1);
            assertThat(failing.place()).startsWith("java.lang.IllegalArgumentException at ");
        });
        mended.set(true);
        await().until(() -> rig.depth() == 0);
        assertThat(processed).containsExactly("a:1");
    }

    @Test
    void whatIsPostponedComesAgainBeforeLaterOnesOfItsSequenceAndCountsForNoFailure() throws Exception {
        AtomicInteger offered = new AtomicInteger();
        CamelContext application =
                rig.application("sequenceBy=person&parkTo=mock:parked&parkAfterAttempts=1&parkAfter=0", exchange -> {
                    if (body(exchange).equals("a:1") && offered.incrementAndGet() < 5) {
                        throw new PostponedException("not yet", 20);
                    }
                    note(exchange);
                });

        rig.send("a:1", "a:2");

        await().until(() -> rig.depth() == 0);
        assertThat(processed).containsExactly("a:1", "a:2");
        assertThat(component(application).parked()).isZero();
        Timer wait = application
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .get("camel.activemq.batch.wait")
                .tag("queue", "work")
                .timer();
        assertThat(wait.count()).as("each waits for its first attempt once").isEqualTo(2);
        assertThat(wait.max(TimeUnit.MINUTES)).isLessThan(1);
    }

    @Test
    void noMoreBytesAreProcessedAtOnceThanAllowedButALargeMessageIsProcessedAlone() throws Exception {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        String large = "x".repeat(20_000);
        rig.application(
                "sequenceBy=person&parallel=50&maxParallelBytes=100000&maxUnacknowledgedBytes=300000", exchange -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    pause();
                    now.decrementAndGet();
                    note(exchange);
                });

        rig.send(IntStream.range(0, 40).mapToObj(i -> i + ":" + large).toArray(String[]::new));
        rig.send("huge:" + "x".repeat(400_000));

        await().until(() -> rig.depth() == 0);
        assertThat(processed).hasSize(41);
        assertThat(most.get()).isBetween(1, 4);
    }

    /** As docs/activemq-batch.md and docs/security.md say. */
    @ParameterizedTest
    @CsvSource({"'', 8, 32", "weigher, 8, 4"})
    void withoutAnOptionTheBytesAreSharesOfTheHeap(String weigher, int taken, int atOnce) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            ActiveMqBatchComponent component = camel.getComponent("activemq-batch", ActiveMqBatchComponent.class);
            if (!weigher.isEmpty()) {
                component.setWeigher(exchange -> 1);
            }
            ActiveMqBatchEndpoint endpoint = camel.getEndpoint("activemq-batch:work", ActiveMqBatchEndpoint.class);
            long heap = Runtime.getRuntime().maxMemory();

            assertThat(endpoint.mostBytesTaken()).isEqualTo(heap / taken);
            assertThat(endpoint.mostBytesAhead()).isEqualTo(heap / taken / 4);
            assertThat(endpoint.mostBytesAtOnce()).isEqualTo(heap / atOnce);
        }
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }

    private static ActiveMqBatchComponent component(CamelContext application) {
        return application.getComponent("activemq-batch", ActiveMqBatchComponent.class);
    }

    @Test
    void inOrderNothingOvertakesAMessageThatFails() throws Exception {
        AtomicBoolean mended = new AtomicBoolean();
        AtomicInteger again = new AtomicInteger();
        rig.application("inOrder=true", exchange -> {
            if (body(exchange).equals("bad:1") && !mended.get()) {
                again.incrementAndGet();
                throw new IllegalStateException("not yet");
            }
            note(exchange);
        });

        rig.send("good:1", "bad:1", "good:2", "other:1");

        await().until(() -> again.get() > 2 && rig.depth() == 3);
        assertThat(processed).containsExactly("good:1");
        mended.set(true);
        await().until(() -> rig.depth() == 0);
        assertThat(processed).containsExactly("good:1", "bad:1", "good:2", "other:1");
    }

    @Test
    void exclusiveOneReadsAndAnotherTakesOverWhereItStopped() throws Exception {
        List<String> second = Collections.synchronizedList(new ArrayList<>());
        CamelContext first = rig.application("inOrder=true&exclusive=true", this::note);
        await().until(() -> rig.consumers() == 1);
        rig.application("inOrder=true&exclusive=true", exchange -> second.add(body(exchange)));
        await().until(() -> rig.consumers() == 2);

        rig.send("a:1", "a:2", "b:1");
        await().until(() -> rig.depth() == 0);
        assertThat(processed).containsExactly("a:1", "a:2", "b:1");
        assertThat(second).isEmpty();

        first.stop();
        rig.send("a:3", "b:2", "a:4");
        await().until(() -> rig.depth() == 0);
        assertThat(second).containsExactly("a:3", "b:2", "a:4");
    }

    @Test
    void aMessageThatTakesLongKeepsNoOtherFromBeingAcknowledged() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        rig.application("sequenceBy=person&parallel=4", waiting("slow:1", slow));

        rig.send("slow:1", "slow:2");
        rig.send(messages(10, 300));

        await().until(() -> rig.depth() == 2);
        assertThat(done()).hasSize(300).doesNotContain("slow:1", "slow:2");
        slow.countDown();
        await().until(() -> rig.depth() == 0);
        assertThat(processed).endsWith("slow:1", "slow:2");
    }

    @Test
    void asManyAsAllowedAreProcessedAtOnce() throws Exception {
        CountDownLatch hundred = new CountDownLatch(100);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        rig.application("sequenceBy=person&parallel=100", exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            hundred.countDown();
            if (!hundred.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not together");
            }
            now.decrementAndGet();
            note(exchange);
        });

        rig.send(messages(300, 300));

        await().until(() -> rig.depth() == 0);
        assertThat(most).hasValue(100);
        assertThat(processed).doesNotHaveDuplicates();
    }

    @Test
    void batchesAreAsLargeAsTheLoad() throws Exception {
        List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
        rig.application("sequenceBy=person", this::note, new BatchListener() {
            @Override
            public void beforeAcknowledge(List<Exchange> exchanges) {
                batches.add(exchanges.size());
            }
        });

        rig.send("one:1");
        await().until(() -> rig.depth() == 0);
        rig.send(messages(100, 2_000));
        await().until(() -> rig.depth() == 0);
        int loaded = batches.size() - 1;
        rig.send("one:2");
        await().until(() -> rig.depth() == 0);

        assertThat(batches).startsWith(1).endsWith(1);
        assertThat(batches.stream().mapToInt(size -> size).sum()).isEqualTo(2_002);
        assertThat(loaded).isLessThan(400);
    }

    @Test
    void nothingIsAcknowledgedAndOnlySoMuchGoesOnWhileAListenerFails() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        Listener listener = new Listener() {
            @Override
            public void beforeAcknowledge(List<Exchange> exchanges) {
                if (fails.get()) {
                    throw new IllegalStateException("the database is away");
                }
            }
        };
        rig.application("sequenceBy=person&parallel=8", this::note, listener);

        rig.send(messages(50, 500));

        await().during(Duration.ofMillis(500))
                .until(() -> rig.depth() == 500 && !processed.isEmpty() && processed.size() <= 128);
        fails.set(false);
        await().until(() -> rig.depth() == 0);
        assertThat(processed).hasSize(500).doesNotHaveDuplicates();
        assertInOrder(50);
        await().until(listener::isBalanced);
    }

    @Test
    void nothingIsProcessedThatAListenerHasNotSeen() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        Listener first = new Listener();
        Listener second = new Listener() {
            @Override
            public void beforeProcessing(List<Exchange> exchanges) {
                if (failures.get() > 0) {
                    // An error ends no reader either.
                    if (failures.getAndDecrement() == 1) {
                        throw new NoClassDefFoundError("the jar was replaced");
                    }
                    throw new IllegalStateException("the database is away");
                }
                super.beforeProcessing(exchanges);
            }
        };
        rig.application(
                "sequenceBy=person",
                exchange -> {
                    assertThat(second.isSeen(exchange)).isTrue();
                    note(exchange);
                },
                first,
                second);

        rig.send(messages(5, 50));

        await().until(() -> rig.depth() == 0);
        assertThat(processed).hasSize(50).doesNotHaveDuplicates();
        await().until(() -> first.isBalanced() && second.isBalanced());
    }

    @Test
    void suspendedItTakesNothingAndFinishesWhatItHasBegun() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CamelContext application = rig.application("sequenceBy=person&parallel=2", waiting("slow:1", slow));
        rig.send("slow:1", "slow:2");
        await().until(() -> processed.contains("begun slow:1"));

        ServiceHelper.suspendService(application.getRoute("work").getConsumer());
        rig.send("other:1");
        slow.countDown();

        await().until(() -> processed.contains("slow:1"));
        await().during(Duration.ofMillis(500)).until(() -> rig.depth() == 2);
        assertThat(processed).containsExactly("slow:1");

        ServiceHelper.resumeService(application.getRoute("work").getConsumer());

        await().until(() -> rig.depth() == 0);
        assertThat(processed).containsOnlyOnce("slow:1", "slow:2", "other:1");
    }

    @Test
    void aRouteThatWasStoppedAndStartedReadsOn() throws Exception {
        CamelContext application = rig.application("sequenceBy=person", this::note);
        rig.send("a:1");
        await().until(() -> rig.depth() == 0);

        application.getRouteController().stopRoute("work");
        rig.send("a:2");
        application.getRouteController().startRoute("work");

        await().until(() -> rig.depth() == 0);
        application.getRouteController().suspendRoute("work");
        rig.send("a:3");
        application.getRouteController().resumeRoute("work");

        await().until(() -> rig.depth() == 0);
        assertThat(processed).containsExactly("a:1", "a:2", "a:3");
    }

    @Test
    void stoppedInTheMiddleItFinishesWhatItHasBegunAndTheRestComesAgain() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Listener listener = new Listener();
        CamelContext application = rig.application("sequenceBy=person&parallel=3", waiting("u-0:0", slow), listener);
        rig.send(messages(10, 500));
        await().until(() -> processed.size() > 20);

        Thread stopping = new Thread(application::stop);
        stopping.start();
        await().until(application::isStopping);
        slow.countDown();
        stopping.join();

        assertThat(processed).contains("u-0:0");
        assertThat(listener.isBalanced()).isTrue();
        long left = rig.depth();
        assertThat(done()).hasSize((int) (500 - left));
        rig.application("sequenceBy=person&parallel=3", this::note);
        await().until(() -> rig.depth() == 0);
        assertThat(done()).hasSize(500).doesNotHaveDuplicates();
        assertInOrder(10);
    }

    @Test
    void aStopDoesNotWaitForeverAndWhatIsCutOffComesAgain() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CamelContext application = rig.application("sequenceBy=person", waiting("slow:1", never));
        rig.send("slow:1", "slow:2", "other:1");
        await().until(() -> rig.depth() == 2);

        application.stop();

        rig.application("sequenceBy=person", this::note);
        await().until(() -> rig.depth() == 0);
        assertThat(done()).containsExactly("other:1", "slow:1", "slow:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "failover"})
    void whatRunsWhileTheBrokerIsGoneIsNotRunAgainAndTheRestFollows(String scheme) throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        rig.application(scheme, "sequenceBy=person&parallel=3", waiting("slow:1", slow));
        rig.send("slow:1", "slow:2");
        rig.send(messages(5, 50));
        await().until(() -> rig.depth() == 2);

        rig.stopBroker();
        rig.startBroker();
        rig.send("slow:3", "other:1");
        await().until(() -> processed.contains("other:1"));
        slow.countDown();

        await().until(() -> rig.depth() == 0);
        assertThat(done()).endsWith("slow:1", "slow:2", "slow:3").doesNotHaveDuplicates();
        assertThat(rig.brokerDeadLetters()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "failover"})
    void nothingIsLostAndOrderHoldsWhileTheBrokerStopsAndStarts(String scheme) throws Exception {
        rig.application(scheme, "sequenceBy=person&parallel=8", this::note);
        String[] messages = messages(20, 3_000);
        rig.send(messages);
        for (int restart = 0; restart < 3; restart++) {
            int enough = processed.size() + 100;
            await().until(() -> processed.size() >= enough || rig.depth() == 0);
            rig.stopBroker();
            rig.startBroker();
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> rig.depth() == 0 && processed.size() >= 3_000);
        assertThat(new HashSet<>(processed)).hasSize(3_000);
        assertThat(rig.brokerDeadLetters()).isZero();
        assertFirstsInOrder(20);
    }

    @Test
    void orderHoldsWhileInstancesComeAndGo() throws Exception {
        long seed = System.nanoTime();
        log.info("Seed {}", seed);
        Random random = new Random(seed);
        List<CamelContext> running = new ArrayList<>();
        Processor slow = exchange -> {
            new CountDownLatch(1).await(random.nextInt(4), TimeUnit.MILLISECONDS);
            note(exchange);
        };
        running.add(rig.application("sequenceBy=person&parallel=4&maxUnacknowledged=50", slow));
        running.add(rig.application("sequenceBy=person&parallel=4&maxUnacknowledged=50", slow));
        rig.send(messages(40, 4_000));

        for (int change = 0; change < 4; change++) {
            int enough = processed.size() + 400;
            await().until(() -> processed.size() >= enough);
            running.remove(random.nextInt(running.size())).stop();
            running.add(rig.application("sequenceBy=person&parallel=4&maxUnacknowledged=50", slow));
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> rig.depth() == 0);
        assertThat(processed).hasSize(4_000).doesNotHaveDuplicates();
        assertInOrder(40);
    }

    @Test
    void withoutASequenceMessagesStandAlone() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        rig.application("parallel=2", waiting("a:1", slow));

        rig.send("a:1", "a:2", "a:3");

        await().until(() -> rig.depth() == 1);
        slow.countDown();
        await().until(() -> rig.depth() == 0);
    }

    @Test
    void whatTheSelectorDoesNotNameStaysInTheQueue() throws Exception {
        rig.send("a:1", "b:1", "a:2");

        rig.application("selector=person='a'", this::note);

        await().until(() -> rig.depth() == 1);
        assertThat(processed).containsExactlyInAnyOrder("a:1", "a:2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aQueueThatCannotBeReadIsAFaultUnlessItIsOptional(boolean optional) throws Exception {
        CamelContext application = rig.application("optional=" + optional, this::note);
        ActiveMqBatchComponent component = application.getComponent("activemq-batch", ActiveMqBatchComponent.class);
        rig.send("a:1");
        await().until(() -> rig.depth() == 0);

        rig.stopBroker();

        if (optional) {
            await().during(Duration.ofSeconds(1)).until(() -> component.fault().isEmpty());
        } else {
            await().until(() -> component.fault().isPresent());
        }
    }

    @Test
    void aMistakeInTheAddressIsToldAtTheStart() {
        assertThatThrownBy(() -> rig.application("paralel=2", this::note)).hasStackTraceContaining("paralel=2");
        assertThatThrownBy(() -> rig.application("parallel=0", this::note))
                .hasStackTraceContaining("parallel must be at least 1");
        assertThatThrownBy(() -> rig.application("parallel=3000", this::note))
                .hasStackTraceContaining("maxUnacknowledged not less");
    }

    /** Counts what comes and goes. */
    private static class Listener implements BatchListener {
        private final Set<Exchange> seen = ConcurrentHashMap.newKeySet();
        private final AtomicInteger faults = new AtomicInteger();

        @Override
        public void beforeProcessing(List<Exchange> exchanges) {
            exchanges.forEach(each -> faults.addAndGet(seen.add(each) ? 0 : 1));
        }

        @Override
        public void afterLeaving(List<Exchange> exchanges) {
            exchanges.forEach(each -> faults.addAndGet(seen.remove(each) ? 0 : 1));
        }

        boolean isSeen(Exchange exchange) {
            return seen.contains(exchange);
        }

        boolean isBalanced() {
            return seen.isEmpty() && faults.get() == 0;
        }
    }

    private Processor waiting(String body, CountDownLatch latch) {
        return exchange -> {
            if (body(exchange).equals(body)) {
                processed.add("begun " + body);
                latch.await();
                processed.remove("begun " + body);
            }
            note(exchange);
        };
    }

    private void note(Exchange exchange) {
        processed.add(body(exchange));
    }

    private List<String> done() {
        return List.copyOf(processed).stream()
                .filter(each -> !each.startsWith("begun"))
                .toList();
    }

    private static String body(Exchange exchange) {
        return exchange.getIn().getBody(String.class);
    }

    private static String[] messages(int people, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "u-" + i % people + ":" + i)
                .toArray(String[]::new);
    }

    private void assertInOrder(int people) {
        for (int person = 0; person < people; person++) {
            String prefix = "u-" + person + ":";
            assertThat(done().stream()
                            .filter(each -> each.startsWith(prefix))
                            .map(each -> Integer.parseInt(each.substring(prefix.length()))))
                    .isSorted();
        }
    }

    /** Of what ran twice the first time counts. */
    private void assertFirstsInOrder(int people) {
        List<String> firsts = List.copyOf(processed).stream().distinct().toList();
        processed.clear();
        processed.addAll(firsts);
        assertInOrder(people);
    }
}
