package org.extoledestination.queue;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.extoledestination.activemqbatch.ActiveMqBatchComponent;
import org.extoledestination.activemqbatch.Failing;
import org.extoledestination.inhand.InHand;
import org.extoledestination.queue.shard.Leases;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** The health component {@code queue}: whether the broker serves us, and what fails over and over. */
@Component("queueHealthIndicator")
record QueueHealth(EventQueue queue, ActiveMqBatchComponent reading, InHand inHand, ObjectProvider<Leases> leases)
        implements HealthIndicator {

    /** Longer than a lease, and than the hand-over to one that has just started. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    @Override
    public Health health() {
        if (!queue.isAvailable()) {
            return down(queue.fault(), "see that the broker runs and has room; senders hear 503 until then");
        }
        if (reading.fault().isPresent()) {
            return down(reading.fault().get(), "see that the broker lets us read; events are kept, none is delivered");
        }
        Leases owner = leases.getIfAvailable();
        if (owner != null && owner.silence().compareTo(LONGEST_SILENCE) > 0) {
            return down(
                    "the leases of the queue's shards have not been renewed for "
                            + owner.silence().toSeconds() + " s",
                    "see that PostgreSQL answers this machine; other instances read the shards meanwhile");
        }
        if (owner != null && owner.unread().compareTo(LONGEST_SILENCE) > 0) {
            return down(
                    "some shards have been read by no instance for "
                            + owner.unread().toSeconds() + " s",
                    "look for instances whose health is DOWN, and restart them; events are kept");
        }
        if (inHand.isHeld()) {
            return down(
                    "queue.hold is set: nothing that waits is tried",
                    "park what is not to be tried, then start without queue.hold; intake goes on");
        }
        List<Failing> failing = reading.failing();
        return failing.isEmpty() ? up() : failing(failing.get(0));
    }

    private Health up() {
        Health.Builder up = Health.up();
        leases.ifAvailable(shards ->
                up.withDetail("shards", new TreeSet<>(shards.owned())).withDetail("instances", shards.instances()));
        long parked = reading.parked();
        if (parked > 0) {
            up.withDetail("parked", parked)
                    .withDetail("action", "look at dead-letters list --reason failed, and at refused list");
        }
        return up.build();
    }

    private Health failing(Failing failing) {
        return Health.down()
                .withDetail(
                        "reason",
                        "a route fails on " + failing.messages() + " messages of '" + failing.queue() + "': "
                                + failing.place())
                .withDetail("since", failing.since())
                .withDetail("parked", reading.parked())
                .withDetail(
                        "action",
                        "if a route was edited, put it back; if the place is our database or broker, mend it. Else it"
                                + " parks itself after queue.park-after: report the place")
                .build();
    }

    private static Health down(String reason, String action) {
        return Health.down()
                .withDetail("reason", reason)
                .withDetail("action", action)
                .build();
    }
}
