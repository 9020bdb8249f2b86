package org.extoledestination.inhand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.activemqbatch.MessageBinding;
import org.extoledestination.activemqbatch.PostponedException;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.extoledestination.support.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

class InHandTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final SettableClock clock = new SettableClock(START);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() throws IOException {
        camel.close();
    }

    @Test
    void whatIsInHandAtTwoEndsIsSetAsideAndTheFirstEndOnlyMakesItASuspect() throws IOException {
        Exchange first = exchange("a");
        InHand one = open();
        one.begin(first);
        Exchange done = exchange("b");
        one.begin(done);
        done(done);

        InHand two = reopen();
        assertThat(two.suspects()).extracting(Suspect::key).containsExactly("segment:a");
        Exchange second = exchange("a");
        assertThat(two.isSetAside(second)).isFalse();
        two.begin(second);

        InHand three = reopen();
        Exchange third = exchange("a");
        assertThat(three.isSetAside(third)).isTrue();
        assertThatThrownBy(() -> three.setAside(third))
                .isInstanceOfSatisfying(
                        SetAsideException.class,
                        e -> assertThat(e.deadLetter().code()).isEqualTo("ended_the_process"))
                .hasMessageContaining("2 abrupt ends");
        done(third);
        assertThat(three.suspects()).isEmpty();
        assertThat(reopen().suspects()).isEmpty();
    }

    @Test
    void aSuspectThatComesToAnEndIsNoneAnyMore() throws IOException {
        open().begin(exchange("a"));
        InHand two = reopen();
        Exchange second = exchange("a");
        two.begin(second);
        done(second);

        assertThat(two.suspects()).isEmpty();
        assertThat(reopen().suspects()).isEmpty();
    }

    @Test
    void suspectsAreTriedOneAtATime() throws IOException {
        InHand one = open();
        one.begin(exchange("a"));
        one.begin(exchange("b"));

        InHand two = reopen();
        two.begin(exchange("a"));
        Exchange b = exchange("b");
        assertThatThrownBy(() -> two.begin(b)).isInstanceOf(PostponedException.class);
        two.begin(exchange("c"));

        InHand three = reopen();
        assertThat(three.suspects())
                .extracting(Suspect::key, Suspect::ends)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("segment:a", 2),
                        org.assertj.core.groups.Tuple.tuple("segment:b", 1),
                        org.assertj.core.groups.Tuple.tuple("segment:c", 1));
    }

    @Test
    void whatWaitsIsNotInHand() throws IOException {
        InHand one = open();
        Exchange waiting = exchange("a");
        one.begin(waiting);
        InHand.waits(waiting);
        Exchange asking = exchange("b");
        one.begin(asking);
        Waits answer = Waits.begin();
        assertThat(copyOfMarks()).isEmpty();
        answer.end();
        assertThat(copyOfMarks()).containsExactly("segment:b");
        InHand.goesOn(waiting);
        assertThat(copyOfMarks()).containsExactlyInAnyOrder("segment:a", "segment:b");
    }

    @Test
    void aNormalStopAndAnEndForAReasonOfItsOwnLeaveNoMarks() throws IOException {
        InHand one = open();
        one.begin(exchange("a"));
        one.close();
        InHand two = open();
        assertThat(two.suspects()).isEmpty();
        two.begin(exchange("a"));
        two.forget();
        assertThat(reopen().suspects()).isEmpty();
    }

    @Test
    void aKillWhileTheMarksAreCountedCountsThemOnce() throws IOException {
        open().begin(exchange("a"));
        SuspectFile file = new SuspectFile(folder.resolve("suspects"));
        MarkFile marks = copy();
        Suspects killed = new Suspects(file, clock);
        assertThat(killed.count(marks.run(), marks.marked())).isTrue();

        assertThat(reopen().suspects()).extracting(Suspect::ends).containsExactly(1);
    }

    @Test
    void aSeriesOfKillsAtRandomSetsNothingInnocentAside() throws IOException {
        Random random = new Random(7);
        for (int kill = 0; kill < 21; kill++) {
            InHand run = kill == 0 ? open() : reopen();
            for (int event = 0; event < 1 + random.nextInt(40); event++) {
                Exchange exchange = exchange("kill-" + kill + "-" + event);
                run.begin(exchange);
                if (random.nextBoolean()) {
                    done(exchange);
                }
            }
            assertThat(run.suspects()).noneMatch(Suspect::isSetAside);
        }
    }

    @Test
    void whatSomebodyParksIsSetAsideAlsoAfterARestart() throws IOException {
        open().park("segment:a");
        InHand two = reopen();
        Exchange a = exchange("a");
        assertThat(two.isSetAside(a)).isTrue();
        assertThatThrownBy(() -> two.setAside(a))
                .isInstanceOfSatisfying(
                        SetAsideException.class,
                        e -> assertThat(e.deadLetter().code()).isEqualTo("parked_by_hand"));
    }

    @Test
    void idsOfAnyLengthAndAlphabetAreKept() throws IOException {
        InHand one = open();
        String longest = "é✓ \n" + "x".repeat(10_000);
        one.begin(exchange(longest));
        one.begin(exchange("a b\n%"));
        InHand two = reopen();
        Exchange again = exchange("a b\n%");
        two.begin(again);
        InHand three = reopen();
        assertThat(three.suspects()).hasSize(2);
        assertThat(three.isSetAside(exchange("a b\n%"))).isTrue();
        assertThat(three.isSetAside(exchange(longest))).isFalse();
    }

    @Test
    void theFilesAreTheOwnersAlone() throws IOException {
        InHand one = open();
        one.begin(exchange("a"));
        reopen();
        for (String file : List.of("in-hand", "suspects")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aStartThatOverlapsWithTheEndOfTheProcessBeforeItNotesWhatIsInHandAsSoonAsThatIsGone() throws IOException {
        MarkFile before = MarkFile.open(folder.resolve("in-hand"));
        before.begin();
        before.mark("segment:left");
        InHand one = open();
        Exchange early = exchange("early");
        one.begin(early);
        assertThat(one.suspects()).isEmpty();
        assertThatThrownBy(() -> one.park("segment:a")).isInstanceOf(IOException.class);

        // It ends abruptly: the marks stay.
        before.close();

        await().untilAsserted(() -> assertThat(one.suspects())
                .extracting(Suspect::key, Suspect::ends)
                .containsExactly(tuple("segment:left", 1)));
        one.begin(exchange("a"));
        done(early);
        assertThat(copyOfMarks()).containsExactly("segment:a");
        one.park("segment:left");
        one.close();
        assertThat(open().suspects()).extracting(Suspect::key).containsExactly("segment:left");
    }

    @Test
    void anEndThatCannotBeWrittenDownYetCountsOnce() throws IOException {
        open().begin(exchange("a"));
        Path next = Files.createTempDirectory(folder, "next");
        Files.copy(folder.resolve("in-hand"), next.resolve("in-hand"));
        folder = next;
        // Where the fresh file goes: nothing can be written there.
        Path obstacle = Files.createDirectories(folder.resolve("suspects.new").resolve("full"));
        InHand two = open();
        await().during(Duration.ofSeconds(1)).until(() -> two.suspects().isEmpty());

        Files.delete(obstacle);

        await().untilAsserted(() ->
                assertThat(two.suspects()).extracting(Suspect::ends).containsExactly(1));
    }

    @Test
    void aFolderThatCannotBeUsedStopsNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        InHand none = InHand.open(file, Duration.ZERO, false, clock, new Meters(new SimpleMeterRegistry()));
        Exchange a = exchange("a");
        none.begin(a);
        done(a);
        assertThatThrownBy(() -> none.park("segment:a")).isInstanceOf(IOException.class);
    }

    private InHand open() {
        return InHand.open(folder, Duration.ZERO, false, clock, new Meters(new SimpleMeterRegistry()));
    }

    /** What the next process finds after this one was killed: the files as they are, and none of the memory. */
    private InHand reopen() throws IOException {
        Path next = Files.createTempDirectory(folder, "next");
        for (String file : List.of("in-hand", "suspects")) {
            if (Files.exists(folder.resolve(file))) {
                Files.copy(folder.resolve(file), next.resolve(file));
            }
        }
        folder = next;
        return open();
    }

    private MarkFile copy() throws IOException {
        Path copy = Files.copy(
                folder.resolve("in-hand"),
                Files.createTempDirectory(folder, "copy").resolve("in-hand"));
        return MarkFile.open(copy);
    }

    private List<String> copyOfMarks() throws IOException {
        return copy().marked();
    }

    @Test
    void linesOfTheLogNameWhatIsInHandUntilItIsDone() {
        Exchange one = exchange("a-1");
        assertThat(MDC.getCopyOfContextMap())
                .containsEntry("messageId", "a-1")
                .containsEntry("segmentSource", "segment");
        done(one);
        assertThat(MDC.get("messageId")).isNull();
        assertThat(MDC.get("segmentSource")).isNull();
        assertThat(one.getProperty(MessageBinding.LOG_CONTEXT)).isNull();

        for (String id : List.of("jane@example.com", "call +44 20 7946 0958", "555-123-4567")) {
            Exchange failed = exchange(id);
            failed.setException(new IOException());
            done(failed);
            assertThat(MDC.get("messageId")).isNull();
            assertThat(failed.getProperty(MessageBinding.LOG_CONTEXT))
                    .isEqualTo(Map.of("messageId", Shown.id(id), "segmentSource", "segment"));
            assertThat(Shown.id(id)).isNotEqualTo(id);
        }
    }

    private static void done(Exchange exchange) {
        exchange.getUnitOfWork().done(exchange);
    }

    private Exchange exchange(String messageId) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getExchangeExtension().setUnitOfWork(new DefaultUnitOfWork(exchange));
        EventInHand.take(
                exchange,
                new SegmentEvent("segment", EventType.TRACK, messageId, Optional.empty(), Person.ofUserId("u"), "{}"));
        return exchange;
    }
}
