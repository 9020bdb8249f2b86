package org.extoledestination.queue.shard;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.extoledestination.activemqbatch.Partitions;
import org.jspecify.annotations.Nullable;

/**
 * What this instance owns of the shards. An owner believes in its lease for shorter than the database does; whoever was
 * stopped for longer finds out before it begins anything, and what it records then is refused.
 *
 * <p>Nothing is asked for while nobody reads: an instance that starts, or is cut off from the broker, leaves the shards to
 * others.
 */
public final class Leases implements Partitions {

    private final LeaseRows rows;
    private final Fence fence;
    private final Shards shards;
    private final Instance instance;
    private final LeaseTimes times;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private volatile Moment asked;
    private volatile boolean isAsked;
    private volatile boolean isDrained;
    private volatile int instances = 1;
    private volatile Moment beaten;
    /** Since when some queue has had no reader; null if all have one. */
    private volatile @Nullable Moment unreadSince;

    /**
     * Since when the database is back, for so long as its owners are given time to come back to what they had: they have
     * results of it to write down. Null if that time is over.
     */
    private @Nullable Moment back;

    private boolean isOver;

    Leases(LeaseRows rows, Fence fence, Shards shards, Instance instance, LeaseTimes times, Clock clock) {
        this(rows, fence, shards, instance, times, clock, System::nanoTime);
    }

    Leases(
            LeaseRows rows,
            Fence fence,
            Shards shards,
            Instance instance,
            LeaseTimes times,
            Clock clock,
            LongSupplier nanoTime) {
        this.rows = rows;
        this.fence = fence;
        this.shards = shards;
        this.instance = instance;
        this.times = times;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.asked = now();
        this.beaten = asked;
    }

    /**
     * A moment by two clocks, of which the one that says that more time has passed is right: one stands still while a
     * machine is suspended, the other may be set back.
     */
    private record Moment(long nanos, long millis) {

        private static final long NANOS_OF_MILLI = 1_000_000;

        private Duration until(Moment later) {
            return Duration.ofMillis(Math.max((later.nanos - nanos) / NANOS_OF_MILLI, later.millis - millis));
        }
    }

    private Moment now() {
        return new Moment(nanoTime.getAsLong(), clock.millis());
    }

    /** One queue of this instance, with one epoch. What is not volatile is guarded by the lease itself. */
    private final class Held implements Lease {

        private final String queue;
        private final long epoch;
        private volatile Moment renewed;
        private volatile boolean isLost;
        private boolean isOpen;
        private @Nullable Moment leaving;

        private Held(String queue, long epoch, Moment renewed) {
            this.queue = queue;
            this.epoch = epoch;
            this.renewed = renewed;
        }

        @Override
        public String queue() {
            return queue;
        }

        @Override
        public synchronized Right right() {
            Moment now = now();
            if (isLost || renewed.until(now).compareTo(times.stop()) >= 0) {
                return Right.NONE;
            }
            if (leaving == null) {
                return Right.READ;
            }
            return leaving.until(now).compareTo(times.handOver()) < 0 ? Right.FINISH : Right.NONE;
        }

        private synchronized boolean opens() {
            isOpen = right() == Right.READ;
            return isOpen;
        }

        @Override
        public synchronized void closed() {
            isOpen = false;
        }

        /** Another instance is to have it; whether it can have it now. */
        private synchronized boolean leaves(Moment now) {
            if (leaving == null) {
                leaving = now;
            }
            return !isOpen;
        }

        private synchronized boolean isClosed() {
            return !isOpen;
        }
    }

    /** How many shards there are. */
    public Shards shards() {
        return shards;
    }

    @Override
    public Set<String> queues() {
        asked = now();
        isAsked = true;
        return owned();
    }

    /** The queues that this instance may read now. */
    public Set<String> owned() {
        return held.values().stream()
                .filter(each -> each.right() == Right.READ)
                .map(Held::queue)
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<Lease> open(String queue) {
        return Optional.<Lease>ofNullable(held.get(queue)).filter(each -> ((Held) each).opens());
    }

    @Override
    public void settle(Set<Lease> leases, Consumer<Set<Lease>> work) {
        Set<String> queues = leases.stream().map(Lease::queue).collect(Collectors.toSet());
        fence.within(
                instance.id(),
                queues,
                epochs -> work.accept(leases.stream()
                        .filter(each -> each instanceof Held own
                                && Long.valueOf(own.epoch).equals(epochs.get(own.queue)))
                        .collect(Collectors.toSet())));
    }

    /** Whether the one queue of before has been read to its end. */
    public boolean isDrained() {
        return isDrained;
    }

    /** It has: the shards are dealt out from now on. */
    public void drained() {
        rows.drained();
    }

    /** How many instances lived when the leases were renewed last; at least one. */
    public int instances() {
        return instances;
    }

    /** For how long the leases could not be renewed. */
    public Duration silence() {
        return beaten.until(now());
    }

    /** For how long some queue has been read by no instance; zero if each has a reader. */
    public Duration unread() {
        Moment since = unreadSince;
        return since == null ? Duration.ZERO : since.until(now());
    }

    /** Renews, hands over, takes. A database that does not answer ends it early, and the leases end by themselves. */
    synchronized void beat() {
        if (isOver) {
            return;
        }
        Moment begin = now();
        if (beaten.until(begin).compareTo(times.stop()) >= 0) {
            back = begin;
        }
        boolean reads = isAsked && asked.until(begin).compareTo(times.stop()) < 0;
        rows.beat(instance, reads);
        instances = Math.max(1, rows.living().size());
        if (!reads) {
            release(held.values().stream().filter(Held::isClosed).toList());
            unreadSince = null;
        } else {
            renew();
            if (back == null || back.until(now()).compareTo(times.stop()) >= 0) {
                back = null;
                deal();
            }
        }
        beaten = now();
    }

    private void deal() {
        if (!isDrained) {
            isDrained = rows.isDrained();
        }
        List<String> dealt = dealt();
        Set<String> mine = Deal.of(instance.id(), dealt, rows.readers());
        handOver(mine);
        take(mine);
        if (!rows.isAnyFree(dealt)) {
            unreadSince = null;
        } else if (unreadSince == null) {
            unreadSince = now();
        }
    }

    /** The queue of before is one more of them: an older instance may still put events into it. */
    private List<String> dealt() {
        if (!isDrained) {
            return List.of(shards.base());
        }
        List<String> all = new ArrayList<>(shards.queues());
        all.add(shards.base());
        return all;
    }

    private void renew() {
        Moment begin = now();
        Map<String, Long> renewed = rows.renew(instance.id());
        held.values().forEach(lease -> {
            Long epoch = renewed.get(lease.queue);
            if (epoch != null && epoch == lease.epoch) {
                lease.renewed = begin;
            } else {
                lose(lease);
            }
        });
        // Taken, but the answer was lost.
        renewed.forEach((queue, epoch) -> held.putIfAbsent(queue, new Held(queue, epoch, begin)));
    }

    private void handOver(Set<String> mine) {
        Moment now = now();
        release(held.values().stream()
                .filter(lease -> !mine.contains(lease.queue) || lease.leaving != null)
                .filter(lease -> lease.leaves(now))
                .toList());
    }

    private void take(Set<String> mine) {
        Set<String> wanted = new HashSet<>(mine);
        wanted.removeAll(held.keySet());
        if (!wanted.isEmpty()) {
            Moment begin = now();
            rows.take(instance.id(), wanted).forEach((queue, epoch) -> held.put(queue, new Held(queue, epoch, begin)));
        }
    }

    private void release(Collection<Held> leases) {
        if (!leases.isEmpty()) {
            // First here: what is released must not be opened any more.
            leases.forEach(this::lose);
            rows.release(instance.id(), leases.stream().map(Held::queue).toList());
        }
    }

    private void lose(Held lease) {
        lease.isLost = true;
        held.remove(lease.queue, lease);
    }

    /** Gives all back, for ever; to be called when nothing is read any more. */
    synchronized void leave() {
        isOver = true;
        held.values().forEach(this::lose);
        rows.leave(instance.id());
    }
}
