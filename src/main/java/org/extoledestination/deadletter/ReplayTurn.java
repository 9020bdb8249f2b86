package org.extoledestination.deadletter;

import java.util.UUID;
import org.extoledestination.platform.database.DurableWrites;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which of several instances replays: two would mix up the order. The turn is lost to another one that asks for it a
 * while after this one has ended. Times are the database's own, since clocks of instances differ; one that lies twice
 * as far ahead as anybody sets it is from before that clock was set back, and counts for nothing.
 */
final class ReplayTurn {

    private final String holder = UUID.randomUUID().toString();
    private final JdbcClient database;
    private final DurableWrites durableWrites;

    ReplayTurn(JdbcClient database, DurableWrites durableWrites) {
        this.database = database;
        this.durableWrites = durableWrites;
    }

    /** Whether this instance may go on; for 15 s, which is longer than one step of a replay takes. */
    boolean isOurs() {
        return database.sql("""
                        UPDATE dead_letter_replay SET holder = :holder,
                            held_until = CURRENT_TIMESTAMP + INTERVAL '15' SECOND
                        WHERE id = 1 AND (holder IS NULL OR holder = :holder OR held_until < CURRENT_TIMESTAMP
                            OR held_until > CURRENT_TIMESTAMP + INTERVAL '30' SECOND)
                        """).param("holder", holder).update() > 0;
    }

    /** Lets another instance go on at once. */
    void leave() {
        database.sql("UPDATE dead_letter_replay SET holder = NULL WHERE id = 1 AND holder = :holder")
                .param("holder", holder)
                .update();
    }

    /** Events a second; 0 for no limit. */
    int rate() {
        return database.sql("SELECT rate FROM dead_letter_replay WHERE id = 1")
                .query(Integer.class)
                .single();
    }

    /** Sets the rate for all letters that wait for their replay. */
    void setRate(int perSecond) {
        database.sql("UPDATE dead_letter_replay SET rate = :rate WHERE id = 1")
                .param("rate", perSecond)
                .update();
        durableWrites.sync();
    }
}
