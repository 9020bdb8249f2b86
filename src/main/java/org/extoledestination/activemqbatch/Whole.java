package org.extoledestination.activemqbatch;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The one queue of an address, which the broker deals out. */
record Whole(String queue) implements Partitions, Partitions.Lease {

    @Override
    public Right right() {
        return Right.READ;
    }

    @Override
    public void closed() {}

    @Override
    public Set<String> queues() {
        return Set.of(queue);
    }

    @Override
    public Optional<Lease> open(String which) {
        return Optional.of(this);
    }

    @Override
    public void settle(Set<Lease> leases, Consumer<Set<Lease>> work) {
        work.accept(leases);
    }
}
