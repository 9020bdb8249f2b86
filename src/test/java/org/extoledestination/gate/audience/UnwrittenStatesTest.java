package org.extoledestination.gate.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.extoledestination.event.Person;
import org.extoledestination.gate.audience.UnwrittenStates.Unwritten;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnwrittenStatesTest {

    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final Instant ELEVEN = TEN.plusSeconds(3600);

    private StateRows rows;
    private UnwrittenStates states;

    @BeforeEach
    void start(@TempDir Path folder) {
        rows = Stored.rows(folder);
        states = new UnwrittenStates(rows);
    }

    @Test
    void whatWasToldIsKnownBeforeItIsWrittenAndStandsInTheDatabaseAfterwards() {
        Assertion told = assertion("one", TEN);

        Unwritten one = states.add(told, true);
        assertThat(states.find(told))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("one", TEN));
        assertThat(rows.find(told, ELEVEN)).isEmpty();

        states.write(List.of(one));
        states.leave(one);
        assertThat(states.find(told)).isEmpty();
        assertThat(rows.find(told, ELEVEN))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("one", TEN));
    }

    @Test
    void ofOneStateTheLatestIsWrittenAndStaysKnownUntilItsOwnEventHasLeft() {
        Unwritten first = states.add(assertion("first", TEN), true);
        Unwritten second = states.add(assertion("second", ELEVEN), false);

        states.write(List.of(first, second));
        states.leave(first);

        assertThat(states.find(assertion("any", TEN)))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("second", ELEVEN));
        assertThat(rows.find(assertion("any", TEN), ELEVEN))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("second", ELEVEN));
    }

    @Test
    void ofEqualTimesTheLaterArrivalIsWritten() {
        Unwritten first = states.add(assertion("first", TEN), true);
        Unwritten second = states.add(assertion("second", TEN), false);

        states.write(List.of(first, second));

        assertThat(rows.find(assertion("any", TEN), ELEVEN))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("second", TEN));
    }

    @Test
    void whatAnEventHasToldThatIsGivenBackIsNotWrittenAndNotKnown() {
        Unwritten told = states.add(assertion("one", TEN), true);

        states.leave(told);

        assertThat(states.find(assertion("any", TEN))).isEmpty();
        assertThat(rows.find(assertion("any", TEN), ELEVEN)).isEmpty();
    }

    @Test
    void whatWriteKeysSayLaterHidesNothingThatEngageHasSaid() {
        Assertion engage = Stored.assertion("u-1", "ada@example.com", "one", TEN);
        states.add(engage, true);
        IntStream.range(0, 100)
                .mapToObj(n -> Stored.assertion("u-1", n + "@example.com", "forged", TEN.plusSeconds(n)))
                .forEach(forged -> states.add(Stored.byWriteKey(forged), true));

        assertThat(states.find(Stored.assertion("u-1", "new@example.com", "any", ELEVEN)))
                .extracting(LastState::id)
                .contains(engage.id())
                .hasSize(StateRows.MOST + 1);
    }

    @Test
    void aPersonWhoIsErasedIsNotWrittenDownAgainByEventsThatAreStillOnTheirWay() {
        Person person = Person.ofUserId("u-1");
        Unwritten told = states.add(assertion("one", TEN), true);

        states.forget(
                () -> {
                    // What is not written yet has to be found by its address, too.
                    assertThat(rows.find(assertion("any", TEN), ELEVEN)).hasSize(1);
                    rows.removeAll(person.fingerprint(), List.of());
                },
                assertion -> assertion.person().equals(person));
        states.write(List.of(told));

        assertThat(states.find(assertion("any", TEN))).isEmpty();
        assertThat(rows.find(assertion("any", TEN), ELEVEN)).isEmpty();
    }

    /** Whoever has a key may name them all with one address. */
    @Test
    void ofThousandsThatShareAnAddressTheLatestAreFound() {
        List<Unwritten> all = IntStream.range(0, 3_000)
                .mapToObj(n -> states.add(Stored.assertion("u-" + n, "ada@example.com", "in", TEN.plusMillis(n)), true))
                .toList();

        assertThat(states.find(Stored.assertion("me", "ada@example.com", "in", TEN)))
                .hasSize(StateRows.MOST)
                .allMatch(state -> state.time().isAfter(TEN.plusMillis(2_900)));

        all.subList(100, all.size()).forEach(states::leave);
        assertThat(states.find(Stored.assertion("me", "ada@example.com", "in", TEN)))
                .hasSize(StateRows.MOST)
                .first()
                .extracting(LastState::time)
                .isEqualTo(TEN.plusMillis(99));
    }

    private static Assertion assertion(String content, Instant time) {
        return Stored.assertion("u-1", "u-1@example.com", content, time);
    }
}
