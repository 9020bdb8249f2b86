package org.extoledestination.platform.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done or looked at. It names no person and holds no text that a sender has written.
 *
 * @param id rises with each entry; 0 for one that is not in the database yet
 * @param at when it ended
 * @param who {@code token:} with digits of the token's fingerprint; {@code files} for an edit of files
 * @param from the address that it came from; empty for an edit of files
 * @param action the method of HTTP and the pattern of the address; {@code EDIT} and the kind of files
 * @param target what it was for: numbers, filters, and what the operation noted
 * @param count how many things it concerned, if it says so
 * @param outcome the status of HTTP; {@code taken} or {@code refused} for an edit of files
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
        long id,
        Instant at,
        String who,
        String from,
        String action,
        String target,
        @Nullable Long count,
        String outcome) {}
