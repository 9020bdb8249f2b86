package org.extoledestination.queue.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DealTest {

    private static final List<String> QUEUES = new Shards("events", 64).queues();

    @Test
    void eachQueueHasOneOwnerAndNobodyHasMoreThanItsShare() {
        Set<String> instances = Set.of("a", "b", "c");

        List<Set<String>> dealt =
                instances.stream().map(each -> Deal.of(each, QUEUES, instances)).toList();

        assertThat(dealt).allSatisfy(own -> assertThat(own).hasSizeBetween(20, 22));
        assertThat(dealt.stream().flatMap(Set::stream)).containsExactlyInAnyOrderElementsOf(QUEUES);
    }

    @Test
    void oneThatJoinsTakesItsShareAndTheOthersKeepNearlyAllOfTheRest() {
        Set<String> before = Deal.of("a", QUEUES, Set.of("a", "b", "c"));
        Set<String> after = new HashSet<>(Deal.of("a", QUEUES, Set.of("a", "b", "c", "d")));

        after.retainAll(before);

        assertThat(after).hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void whoIsNotAmongThoseThatLiveGetsNothing() {
        assertThat(Deal.of("a", QUEUES, Set.of("b"))).isEmpty();
        assertThat(Deal.of("a", List.of("one"), Set.of("a"))).containsExactly("one");
    }

    @Test
    void thereMayBeMoreInstancesThanQueues() {
        Set<String> instances = Set.of("a", "b", "c");

        List<String> dealt = instances.stream()
                .flatMap(each -> Deal.of(each, QUEUES.subList(0, 2), instances).stream())
                .toList();

        assertThat(dealt).containsExactlyInAnyOrderElementsOf(QUEUES.subList(0, 2));
    }
}
