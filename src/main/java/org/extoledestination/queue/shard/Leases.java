package org.extoledestination.queue.shard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.extoledestination.activemqbatch.Partitions;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What this instance owns of the shards. An owner believes in its lease for shorter than the database does, by a clock that
 * nobody sets; whoever was stopped for longer finds out before it begins anything, and what it records then is refused.
 *
 * <p>Nothing is asked for while nobody reads: an instance that starts, or is cut off from the broker, leaves the shards to
 * others.
 */
public final class Leases implements Partitions {

    private final LeaseRows rows;
    private final Shards shards;
    private final Instance instance;
    private final LeaseTimes times;
    private final TransactionOperations transactions;
    private final LongSupplier nanoTime;
    private final Map<String, Lease> held = new ConcurrentHashMap<>();
    private volatile long asked;
    private volatile boolean isAsked;
    private volatile boolean isDrained;

    /** One queue of this instance. All but {@code until} is guarded by the lease itself. */
    private static final class Lease {

        private final long epoch;
        private volatile long until;
        private boolean isOpen;
        private boolean isLeaving;
        private long leaveBy;

        private Lease(long epoch, long until) {
            this.epoch = epoch;
            this.until = until;
        }
    }

    Leases(
            LeaseRows rows,
            Shards shards,
            Instance instance,
            LeaseTimes times,
            TransactionOperations transactions,
            LongSupplier nanoTime) {
        this.rows = rows;
        this.shards = shards;
        this.instance = instance;
        this.times = times;
        this.transactions = transactions;
        this.nanoTime = nanoTime;
    }

    /** How many shards there are. */
    public Shards shards() {
        return shards;
    }

    @Override
    public Set<String> queues() {
        asked = nanoTime.getAsLong();
        isAsked = true;
        return owned();
    }

    /** The queues that this instance may read now. */
    public Set<String> owned() {
        return held.entrySet().stream()
                .filter(each -> right(each.getValue()) == Right.READ)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** None before it is opened: what was lost and won back is to be closed first. */
    @Override
    public Right right(String queue) {
        Lease lease = held.get(queue);
        if (lease == null) {
            return Right.NONE;
        }
        synchronized (lease) {
            return lease.isOpen ? right(lease) : Right.NONE;
        }
    }

    private Right right(Lease lease) {
        synchronized (lease) {
            long now = nanoTime.getAsLong();
            if (now - lease.until >= 0) {
                return Right.NONE;
            }
            if (lease.isLeaving) {
                return now - lease.leaveBy < 0 ? Right.FINISH : Right.NONE;
            }
            return Right.READ;
        }
    }

    @Override
    public boolean opened(String queue) {
        Lease lease = held.get(queue);
        if (lease == null) {
            return false;
        }
        synchronized (lease) {
            lease.isOpen = right(lease) == Right.READ;
            return lease.isOpen;
        }
    }

    @Override
    public void closed(String queue) {
        Lease lease = held.get(queue);
        if (lease != null) {
            synchronized (lease) {
                lease.isOpen = false;
            }
        }
    }

    @Override
    public void settle(Set<String> queues, Consumer<Set<String>> work) {
        transactions.executeWithoutResult(status -> work.accept(fenced(queues)));
    }

    private Set<String> fenced(Collection<String> queues) {
        return rows.fence(instance.id(), queues).entrySet().stream()
                .filter(each -> {
                    Lease lease = held.get(each.getKey());
                    return lease != null && each.getValue() == lease.epoch;
                })
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Whether the one queue of before has been read to its end. */
    public boolean isDrained() {
        return isDrained;
    }

    /** It has: the shards are dealt out from now on. */
    public void drained() {
        rows.drained();
    }

    /** Renews, hands over, takes. A database that does not answer ends it early, and the leases end by themselves. */
    void beat() {
        if (!isAsked || nanoTime.getAsLong() - asked >= times.stop().toNanos()) {
            giveBack();
            return;
        }
        rows.beat(instance);
        renew();
        if (!isDrained) {
            isDrained = rows.isDrained();
        }
        Set<String> mine = Deal.of(instance.id(), dealt(), rows.living());
        handOver(mine);
        take(mine);
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
        long until = nanoTime.getAsLong() + times.stop().toNanos();
        Map<String, Long> renewed = rows.renew(instance.id());
        held.forEach((queue, lease) -> {
            Long epoch = renewed.get(queue);
            if (epoch != null && epoch == lease.epoch) {
                lease.until = until;
            } else {
                held.remove(queue, lease);
            }
        });
        // Taken, but the answer was lost.
        renewed.forEach((queue, epoch) -> held.putIfAbsent(queue, new Lease(epoch, until)));
    }

    private void handOver(Set<String> mine) {
        long now = nanoTime.getAsLong();
        Set<String> over = new HashSet<>();
        held.forEach((queue, lease) -> {
            synchronized (lease) {
                if (!lease.isLeaving && !mine.contains(queue)) {
                    lease.isLeaving = true;
                    lease.leaveBy = now + times.handOver().toNanos();
                }
                if (lease.isLeaving && !lease.isOpen) {
                    over.add(queue);
                }
            }
        });
        release(over);
    }

    private void take(Set<String> mine) {
        Set<String> wanted = new HashSet<>(mine);
        wanted.removeAll(held.keySet());
        if (!wanted.isEmpty()) {
            long until = nanoTime.getAsLong() + times.stop().toNanos();
            rows.take(instance.id(), wanted).forEach((queue, epoch) -> held.put(queue, new Lease(epoch, until)));
        }
    }

    private void giveBack() {
        Set<String> over = new HashSet<>();
        held.forEach((queue, lease) -> {
            synchronized (lease) {
                if (!lease.isOpen) {
                    over.add(queue);
                }
            }
        });
        release(over);
    }

    private void release(Set<String> queues) {
        if (!queues.isEmpty()) {
            // First here: what is released must not be opened any more.
            Map<String, Lease> gone = new HashMap<>();
            queues.forEach(queue -> {
                Lease lease = held.remove(queue);
                if (lease != null) {
                    gone.put(queue, lease);
                }
            });
            rows.release(instance.id(), gone.keySet());
        }
    }

    /** Gives all back; to be called when nothing is read any more. */
    void leave() {
        held.clear();
        rows.leave(instance.id());
    }
}
