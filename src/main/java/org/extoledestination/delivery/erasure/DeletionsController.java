package org.extoledestination.delivery.erasure;

import jakarta.validation.Valid;
import java.util.List;
import org.extoledestination.delivery.erasure.DeletionRows.Hold;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.ManagementController;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * {@code /actuator/deletions} on the management port: {@code GET} tells whose deletions are held, {@code POST release} and
 * {@code POST refuse} decide on them.
 */
@ManagementController(id = "deletions")
record DeletionsController(DeletionCap cap) {

    private static final int MOST = 1_000_000;

    /**
     * Deletions that may pass.
     *
     * @param count how many; without it as many as pass within an hour
     */
    record Release(@Nullable String source, @Nullable Integer count) {}

    /** Deletions that become dead letters. */
    record Refusal(@Nullable String source) {}

    /**
     * The answer.
     *
     * @param perHour how many of one source may pass within an hour; 0: any number
     * @param held the sources whose deletions are held
     */
    record State(int perHour, List<Hold> held) {}

    @GetMapping
    State state() {
        cap.follow();
        return new State(cap.perHour(), cap.holds());
    }

    @PostMapping("/release")
    State release(@Valid Release release) {
        String source = held(release.source());
        int count = release.count() == null ? cap.perHour() : release.count();
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("'count' says how many may pass, from 1 to " + MOST + '.');
        }
        cap.release(source, count);
        Audit.note("deletions", count);
        return state();
    }

    @PostMapping("/refuse")
    State refuse(@Valid Refusal refusal) {
        cap.refuse(held(refusal.source()));
        return state();
    }

    private String held(@Nullable String source) {
        cap.follow();
        if (source == null || !cap.heldSources().contains(source)) {
            throw new IllegalArgumentException((source == null ? "" : "No deletions of '" + source + "' are held. ")
                    + "Name a source whose deletions are held. Held: " + cap.heldSources() + '.');
        }
        return source;
    }
}
