package org.extoledestination.routes;

import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.region.Destination;
import org.apache.activemq.broker.region.DestinationFilter;
import org.apache.activemq.broker.region.Queue;

/**
 * Keeps the broker inside this process from handing out messages for a moment. When one of several consumers closes,
 * ActiveMQ gives its message groups to another before it has taken back what the first had not done yet: a new message
 * in between would overtake.
 */
final class BrokerPause implements AutoCloseable {

    private final List<Queue> queues;

    /** Of all queues of these brokers, none if they run elsewhere. */
    BrokerPause(Stream<BrokerService> brokers) {
        queues = brokers.flatMap(BrokerPause::queues).toList();
        queues.forEach(Queue::pauseDispatch);
    }

    private static Stream<Queue> queues(BrokerService broker) {
        try {
            return broker.getRegionBroker().getDestinationMap().values().stream()
                    .map(BrokerPause::unwrapped)
                    .filter(Queue.class::isInstance)
                    .map(Queue.class::cast);
        } catch (Exception e) {
            // It is not up, and hands out nothing.
            return Stream.of();
        }
    }

    private static Destination unwrapped(Destination destination) {
        Destination inner = destination;
        while (inner instanceof DestinationFilter filter) {
            inner = filter.getNext();
        }
        return inner;
    }

    @Override
    public void close() {
        queues.forEach(Queue::resumeDispatch);
    }
}
