package org.extoledestination.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.platform.telemetry.Journey.Step;
import org.extoledestination.platform.telemetry.Journey.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which steps a journey keeps. */
class JourneyStepsTest {

    private final Journeys journeys = new Journeys(Clock.systemUTC());
    private final List<Journey> ended = new ArrayList<>();

    @AfterEach
    void leave() {
        Journey.end();
        journeys.leave();
    }

    private void begin() {
        journeys.follow(ended::add);
        journeys.begin(new Subject("shop", "m-1", "track", "Step", "0", "tracking", 1, false, 0, ""));
    }

    @Test
    void whatLooksAgainAndAgainWhetherItMayGoOnIsToldOnce() {
        begin();
        Journey.note("mapping", "mapped", "a.yaml");
        Journey.called("event", 503, 0, "");
        for (int i = 0; i < 100; i++) {
            Journey.note("mapping", "mapped", "a.yaml");
        }
        Journey.note("mapping", "mapped", "b.yaml");
        Journey.called("event", 200, 0, "");
        Journey.end();

        assertThat(ended).singleElement().satisfies(journey -> {
            assertThat(journey.leftOut()).isZero();
            assertThat(journey.steps())
                    .extracting(Step::station, Step::detail)
                    .containsExactly(
                            tuple("mapping", "a.yaml"),
                            tuple("call", ""),
                            tuple("mapping", "a.yaml"),
                            tuple("mapping", "b.yaml"),
                            tuple("call", ""));
        });
    }

    @Test
    void callsThatEndAlikeAreEachTold() {
        begin();
        Journey.called("event", 503, 0, "");
        Journey.called("event", 503, 0, "");
        Journey.end();

        assertThat(ended.get(0).steps()).hasSize(2);
    }
}
