package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** However many send at once, what they send takes up a part of the heap and no more. */
class BodyRoomTest {

    private static final long MB = 1 << 20;
    private static final long LARGEST = MB / 2;
    private static final int THREADS = 200;

    private final BodyRoom room = new BodyRoom(64 * MB, LARGEST, Duration.ofMillis(50), THREADS);
    private final BodyRoom small = new BodyRoom(MB, LARGEST, Duration.ofMillis(50), THREADS);
    private final List<BodyRoom.Arrival> arrivals = new ArrayList<>();

    @Test
    void largeBodiesGetSevenEighthsOfAQuarterOfTheHeapAndWhoeverComesThenHears503() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> fill(LARGEST, true))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(503))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("busy"));

        assertThat(arrivals).hasSizeBetween(26, 28);
        assertThat(room.used()).isBetween(0.8, 1.0);
        arrivals.remove(0).close();
        arrive(LARGEST, true);
    }

    @Test
    void smallBodiesPassAllTheSame() {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> fill(LARGEST, true));

        for (int i = 0; i < 500; i++) {
            arrive(1_400, true);
            arrive(1_400, false);
        }
        assertThat(room.fullFor()).isZero();
    }

    @Test
    void whoHasShownNoKeySharesAQuarter() {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> fill(LARGEST, false));

        assertThat(arrivals).hasSizeBetween(6, 7);
        for (int i = 0; i < 15; i++) {
            arrive(LARGEST, true);
        }
    }

    @Test
    void largeBodiesOfStrangersLeaveRoomForSmallOnesOfOthers() {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> fill(LARGEST, false));

        for (int i = 0; i < 100; i++) {
            arrive(1_400, false);
        }
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> arrive(LARGEST, false));
    }

    /** Without virtual threads each of those who wait holds one. */
    @Test
    void strangersWhoWaitWithLargeBodiesLeaveThreadsToThoseWithOneEvent() {
        for (long declared : List.of(LARGEST, -1L, BodyRoom.TINY + 1L)) {
            BodyRoom some = new BodyRoom(64 * MB, LARGEST, Duration.ofMillis(50), THREADS);
            List<BodyRoom.Arrival> slow = new ArrayList<>();
            for (int i = 0; i < THREADS / 8; i++) {
                slow.add(some.toArrive(Optional.empty(), declared));
                slow.get(i).await();
            }
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> some.toArrive(Optional.empty(), declared).await());

            for (int i = 0; i < THREADS / 8; i++) {
                slow.add(some.toArrive(Optional.empty(), i % 2 == 0 ? 0 : BodyRoom.TINY));
                slow.get(slow.size() - 1).await();
            }
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> some.toArrive(Optional.empty(), 700).await());
            some.toArrive(Optional.of("shop"), LARGEST).await();
            slow.forEach(BodyRoom.Arrival::close);
            some.toArrive(Optional.empty(), declared).await();
            some.toArrive(Optional.empty(), 700).await();
        }
    }

    @Test
    void whatIsDeclaredTakesNoRoomBeforeItArrives() {
        for (int i = 0; i < 10_000; i++) {
            room.toArrive(Optional.empty(), LARGEST);
        }
        assertThat(room.used()).isZero();
    }

    @Test
    void aRoomThatIsFullOfSmallBodiesSaysSoUntilSomeEnd() {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> fill(BodyRoom.SMALL - 1, true));
        assertThat(room.fullFor()).isPositive();

        arrivals.forEach(BodyRoom.Arrival::close);

        assertThat(room.fullFor()).isZero();
        assertThat(room.used()).isZero();
    }

    @Test
    void halfTheThreadsMayWaitForBodiesAndAQuarterOfThemForThoseOfStrangers() {
        for (int i = 0; i < THREADS / 8; i++) {
            room.toArrive(Optional.empty(), LARGEST).await();
        }
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> room.toArrive(Optional.empty(), LARGEST).await());
        try (BodyRoom.Arrival known = room.toArrive(Optional.of("shop"), LARGEST)) {
            known.await();
            known.await();
        }
    }

    @Test
    void someOfTheThreadsWaitForSmallBodiesOnly() {
        for (int i = 0; i < THREADS / 2 * 7 / 8 + 1; i++) {
            room.toArrive(Optional.of("shop" + i % 2), LARGEST).await();
        }
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> room.toArrive(Optional.of("shop"), -1).await());
        room.toArrive(Optional.of("shop"), 1_400).await();
    }

    @Test
    void oneSourceLeavesAQuarterOfThemToOthers() {
        for (int i = 0; i < THREADS / 2 * 3 / 4; i++) {
            room.toArrive(Optional.of("shop"), 1_400).await();
        }
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> room.toArrive(Optional.of("shop"), 1_400).await());
        for (int i = 0; i < THREADS / 2 / 4; i++) {
            room.toArrive(Optional.of("app"), 1_400).await();
        }
    }

    @Test
    void whoFindsNoPlaceForItsTreeWaitsForOne() throws Exception {
        BodyRoom patient = new BodyRoom(MB, LARGEST, Duration.ofSeconds(30), THREADS);
        BodyRoom.Reading first = reading(patient, MB / 4);

        CompletableFuture<BodyRoom.Place> second = CompletableFuture.supplyAsync(() -> reading(patient, MB / 4));
        assertThat(second).isNotDone();
        first.close();

        second.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    @SuppressWarnings("try") // a place is held, and not looked at
    void orHears503IfNoneBecomesFree() {
        try (BodyRoom.Place first = reading(small, MB / 4)) {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> reading(small, MB / 4))
                    .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(503));
        }
    }

    @Test
    void aTreeOfMoreThanAQuarterOfTheHeapIsRefusedForGood() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> reading(small, MB / 4 + 1))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("batch_grows"));
    }

    @Test
    void whatIsMadeOfABodyTakesUpRoomUntilItIsDone() {
        try (BodyRoom.Reading body = reading(small, 1_000)) {
            body.grow(MB / 4);
            assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> body.grow(MB / 4));
        }
        reading(small, MB / 4).close();
    }

    @Test
    void aBodyKeepsThePlaceOfItsArrivalUntilItsTreeHasOne() {
        BodyRoom.Arrival arrival = room.toArrive(Optional.empty(), LARGEST);
        arrival.grow(LARGEST);
        try (BodyRoom.Reading body = room.toBeRead(arrival)) {
            assertThat(room.used()).isPositive();
            body.tree(MB);
            assertThat(room.used()).isZero();
        }
    }

    private static BodyRoom.Reading reading(BodyRoom room, long tree) {
        BodyRoom.Reading place = room.toBeRead(room.toArrive(Optional.of("shop"), LARGEST));
        place.tree(tree);
        return place;
    }

    private void fill(long bytes, boolean known) {
        while (true) {
            arrive(bytes, known);
        }
    }

    private void arrive(long bytes, boolean known) {
        BodyRoom.Arrival arrival = room.toArrive(known ? Optional.of("shop") : Optional.empty(), LARGEST);
        try {
            arrival.grow(bytes / 2);
            arrival.grow(bytes);
        } catch (RefusedException e) {
            arrival.close();
            throw e;
        }
        arrivals.add(arrival);
    }
}
