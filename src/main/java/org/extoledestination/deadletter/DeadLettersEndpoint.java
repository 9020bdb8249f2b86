package org.extoledestination.deadletter;

import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.lang.Nullable;

/** {@code GET /actuator/deadletters?limit=N} on the management port: the latest first. */
@Endpoint(id = "deadletters")
final class DeadLettersEndpoint {

    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 10_000;

    private final DeadLetters deadLetters;

    DeadLettersEndpoint(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    /**
     * What the endpoint answers.
     *
     * @param total how many dead letters there are
     * @param deadLetters the latest of them
     */
    record Listing(long total, List<DeadLetter> deadLetters) {}

    /** Spring's own {@code @Nullable}: the endpoint takes a parameter for optional only by that. */
    @ReadOperation
    Listing list(@Nullable Integer limit) {
        int most = limit == null ? DEFAULT_LIMIT : Math.max(1, Math.min(LARGEST_LIMIT, limit));
        return new Listing(deadLetters.count(), deadLetters.list(most));
    }
}
