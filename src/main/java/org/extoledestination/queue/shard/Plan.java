package org.extoledestination.queue.shard;

import jakarta.jms.JMSException;
import java.util.List;
import java.util.Optional;
import org.extoledestination.platform.database.DatabaseOwner;
import org.extoledestination.platform.start.StartRefusedException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The count of shards is for ever: another one would put later events of a person into another queue. */
public final class Plan {

    private Plan() {}

    /** Asks the broker. */
    public interface Broker {
        /**
         * Whether nothing waits in a queue.
         *
         * @throws JMSException if the broker does not answer
         */
        boolean isEmpty(String queue) throws JMSException;
    }

    /**
     * Compares the wanted count with the one that was written down, and writes it down at the first start.
     *
     * @throws StartRefusedException if it is another one, if events wait in shards of another count, or if other instances
     *     could not see it
     */
    public static Shards checked(Shards wanted, JdbcClient database, DatabaseOwner owner, Broker broker) {
        if (owner.isThisProcess()) {
            if (wanted.areSeveral()) {
                throw new StartRefusedException(
                        "queue.shards is " + wanted.count() + ", but the database is H2, which only this process uses.",
                        "Set DATABASE_URL to a PostgreSQL that all instances share, or queue.shards to 1.");
            }
            return wanted;
        }
        LeaseRows rows = new LeaseRows(database, LeaseTimes.USUAL.lease());
        if (rows.written().isEmpty()) {
            requireEmpty(rows.queues(), wanted, broker);
            if (wanted.areSeveral()) {
                rows.begin(wanted.count());
            } else {
                rows.clear();
            }
        }
        Optional<Integer> written = rows.written();
        if (written.isPresent() && written.get() != wanted.count()) {
            throw new StartRefusedException(
                    "queue.shards is " + wanted.count() + ", but this database was begun with " + written.get()
                            + ": events of one person would be in two queues.",
                    "Set queue.shards to " + written.get() + ". To change it: hold intake until all queues are empty"
                            + " (queue list), stop all instances, run 'DELETE FROM"
                            + " shard_plan' in the database, then start all with the"
                            + " new value.");
        }
        return wanted;
    }

    /** Of a count of before, whose plan somebody has deleted. */
    private static void requireEmpty(List<String> queues, Shards wanted, Broker broker) {
        for (String queue : queues) {
            try {
                if (!queue.equals(wanted.base()) && !broker.isEmpty(queue)) {
                    throw new StartRefusedException(
                            "Events wait in '" + queue + "', a shard of the count of before: with queue.shards "
                                    + wanted.count() + " nobody would read them, or not in order.",
                            "Start with the count of before until queue list shows nothing, then change it.");
                }
            } catch (JMSException e) {
                throw new StartRefusedException(
                        "queue.shards has been changed, and the broker does not say whether events wait in '" + queue
                                + "'.",
                        "See that the broker answers, then start again.");
            }
        }
    }
}
