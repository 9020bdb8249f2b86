package org.extoledestination.activemqbatch;

import java.util.Set;
import java.util.function.Consumer;

/** The one queue of an address, which the broker deals out. */
record Whole(Set<String> queues) implements Partitions {

    @Override
    public Right right(String queue) {
        return Right.READ;
    }

    @Override
    public boolean opened(String queue) {
        return true;
    }

    @Override
    public void closed(String queue) {}

    @Override
    public void settle(Set<String> queues, Consumer<Set<String>> work) {
        work.accept(queues);
    }
}
