package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** However many send at once, what they send takes up a part of the heap and no more. */
class BodyRoomTest {

    private static final long MB = 1 << 20;
    private static final long LARGEST = MB / 2;

    private final BodyRoom room = new BodyRoom(64 * MB, LARGEST, Duration.ofMillis(50));

    @Test
    void aQuarterOfTheHeapIsForBodiesThatArriveAndWhoeverComesThenHears503() {
        List<BodyRoom.Place> places = new ArrayList<>();

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> {
                    while (true) {
                        places.add(room.toArrive(LARGEST));
                    }
                })
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(503))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("busy"));

        assertThat(places).hasSizeBetween(28, 32);
        places.remove(0).close();
        places.add(room.toArrive(LARGEST));
    }

    @Test
    void smallBodiesTakeLittleRoomAndOneOfImpossibleSizeNoMoreThanTheLargest() {
        List<BodyRoom.Place> places = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            places.add(room.toArrive(1_400));
        }
        places.add(room.toArrive(Long.MAX_VALUE));

        assertThat(places).hasSize(5_001);
    }

    @Test
    void whoFindsNoPlaceToBeReadWaitsForOne() throws Exception {
        BodyRoom patient = new BodyRoom(MB, LARGEST, Duration.ofSeconds(30));
        BodyRoom.Place first = patient.toBeRead(LARGEST);

        CompletableFuture<BodyRoom.Place> second = CompletableFuture.supplyAsync(() -> patient.toBeRead(LARGEST));
        assertThat(second).isNotDone();
        first.close();

        second.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    @SuppressWarnings("try") // a place is held, and not looked at
    void orHears503IfNoneBecomesFree() {
        BodyRoom small = new BodyRoom(MB, LARGEST, Duration.ofMillis(50));
        try (BodyRoom.Place first = small.toBeRead(LARGEST)) {
            assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> small.toBeRead(LARGEST));
        }
    }
}
