package org.extoledestination.queue.shard;

import java.util.Optional;
import org.extoledestination.platform.database.DatabaseOwner;
import org.extoledestination.platform.start.StartRefusedException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The count of shards is for ever: another one would put later events of a person into another queue. */
public final class Plan {

    private Plan() {}

    /**
     * Compares the wanted count with the one that was written down, and writes it down at the first start.
     *
     * @throws StartRefusedException if it is another one, or other instances could not see it
     */
    public static Shards checked(Shards wanted, JdbcClient database, DatabaseOwner owner) {
        if (owner.isThisProcess()) {
            if (wanted.areSeveral()) {
                throw new StartRefusedException(
                        "queue.shards is " + wanted.count() + ", but the database is H2, which only this process uses.",
                        "Set DATABASE_URL to a PostgreSQL that all instances share, or queue.shards to 1.");
            }
            return wanted;
        }
        LeaseRows rows = new LeaseRows(database, LeaseTimes.USUAL.lease());
        Optional<Integer> written = wanted.areSeveral() ? Optional.of(rows.begin(wanted.count())) : rows.written();
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
}
