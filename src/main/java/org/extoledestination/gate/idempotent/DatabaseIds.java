package org.extoledestination.gate.idempotent;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Forgetting;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Ids in the table {@code delivered_ids}: several instances share them. */
record DatabaseIds(JdbcClient database, DurableWrites durableWrites, Duration remember, Clock clock)
        implements IdStore {

    private static final int PAGE = 10_000;

    @Override
    public Set<String> known(Collection<String> ids) {
        return new HashSet<>(database.sql("SELECT id FROM delivered_ids WHERE id IN"
                        + " (SELECT x FROM UNNEST(CAST(? AS VARCHAR ARRAY)) AS asked(x))")
                .param(ids.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    @Override
    public Optional<Instant> since(String id) {
        return database.sql("SELECT delivered_at FROM delivered_ids WHERE id = :id")
                .param("id", id)
                .query((row, number) -> row.getTimestamp("delivered_at").toInstant())
                .optional();
    }

    /** Sorted: two instances that insert the same ids must not wait for each other in a circle. */
    @Override
    public void record(Collection<String> ids) {
        insert(new TreeSet<>(ids));
    }

    @Override
    public boolean recordNew(String id) {
        return insert(Set.of(id)) > 0;
    }

    private int insert(Set<String> ids) {
        int fresh = database.sql("INSERT INTO delivered_ids (id, delivered_at)"
                        + " SELECT x, CAST(? AS TIMESTAMP WITH TIME ZONE) FROM UNNEST(CAST(? AS VARCHAR ARRAY)) AS taken(x)"
                        + " ON CONFLICT DO NOTHING")
                .param(Timestamp.from(clock.instant()))
                .param(ids.toArray(String[]::new))
                .update();
        durableWrites.sync();
        return fresh;
    }

    @Override
    public boolean forget(String id) {
        return database.sql("DELETE FROM delivered_ids WHERE id = :id")
                        .param("id", id)
                        .update()
                > 0;
    }

    @Override
    public void forgetAll() {
        database.sql("TRUNCATE TABLE delivered_ids").update();
        durableWrites.sync();
    }

    /** Gives what it remembers to files, with the end of the hour in which each came, and forgets it then; returns how many ids it was. */
    int moveTo(FileIds files) {
        int moved = 0;
        for (String last = ""; ; ) {
            Map<Instant, List<String>> some = new HashMap<>();
            List<Dated> page = page(last);
            page.forEach(each ->
                    some.computeIfAbsent(each.hour(), hour -> new ArrayList<>()).add(each.id()));
            some.forEach((hour, ids) -> files.record(ids, hour));
            moved += page.size();
            if (page.size() < PAGE) {
                break;
            }
            last = page.get(page.size() - 1).id();
        }
        if (moved > 0) {
            forgetAll();
        }
        return moved;
    }

    private record Dated(String id, Instant hour) {}

    private List<Dated> page(String after) {
        return database.sql("SELECT id, delivered_at FROM delivered_ids WHERE id > ? ORDER BY id LIMIT " + PAGE)
                .param(after)
                .query((row, number) -> new Dated(
                        row.getString("id"),
                        row.getTimestamp("delivered_at")
                                .toInstant()
                                .truncatedTo(ChronoUnit.HOURS)
                                .plus(1, ChronoUnit.HOURS)))
                .list();
    }

    @Override
    public void forgetOld() {
        Timestamp oldest = Timestamp.from(clock.instant().minus(remember));
        Forgetting.rows(database, "delivered_ids", "delivered_at < :oldest", Map.of("oldest", oldest));
    }
}
