package org.extoledestination.platform.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.extoledestination.event.SegmentTime;
import org.extoledestination.platform.management.AuditRows.Filter;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code /actuator/audit} on the management port: what was done and looked at, the latest first; with {@code format=ndjson}
 * for export, the earliest first, an entry a line. The console asks the same.
 */
@ManagementController(id = "audit")
public record AuditController(AuditRows rows, ObjectMapper json) {

    private static final int LARGEST_PAGE = 10_000;
    private static final String HIGHEST = "" + Long.MAX_VALUE;
    private static final String NDJSON = "application/x-ndjson";

    /** Which entries: see {@link Filter}. Times as {@code 2026-11-23} (UTC) or {@code 2026-11-23T10:00:00Z}. */
    public record Wanted(
            @Nullable String since,
            @Nullable String until,
            @Nullable String who,
            @Nullable String action) {

        Filter filter() {
            return new Filter(time("since", since), time("until", until), who, action);
        }

        private static @Nullable Instant time(String name, @Nullable String given) {
            Optional<Instant> time = SegmentTime.parse(given);
            if (given != null && time.isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no time. Write 2026-11-23 or 2026-11-23T10:00:00Z.");
            }
            return time.orElse(null);
        }
    }

    /** The page of entries with numbers below {@code before}. */
    public record Page(
            @DefaultValue("100") @Range(min = 1, max = LARGEST_PAGE, message = Problem.RANGE)
            int limit,

            @DefaultValue(HIGHEST) long before,

            @DefaultValue("json") @Pattern(regexp = "json", message = "is json or ndjson.")
            String format) {}

    /** The page of entries with numbers above {@code after}. */
    record ExportPage(
            @DefaultValue("1000") @Range(min = 1, max = LARGEST_PAGE, message = Problem.RANGE)
            int limit,

            long after,
            @DefaultValue("ndjson") String format) {}

    /**
     * A page of entries.
     *
     * @param total how many entries the filter finds
     * @param entries the latest of them
     * @param next what to give as {@code before} for the next page; null if this is the last
     */
    public record Listing(
            long total, List<AuditEntry> entries, @Nullable Long next) {}

    /** A page of the entries that are meant, the latest first. */
    @GetMapping
    public Listing list(@Valid Wanted wanted, @Valid Page page) {
        Filter filter = wanted.filter();
        List<AuditEntry> entries = rows.latest(filter, page.before(), page.limit());
        Audit.note("shown", entries.size());
        return new Listing(
                rows.count(filter),
                entries,
                entries.size() < page.limit()
                        ? null
                        : Long.valueOf(entries.get(entries.size() - 1).id()));
    }

    /** A page with fewer lines than {@code limit} is the last; {@code after} is the number in the last line of a page. */
    @GetMapping(params = "format=ndjson", produces = NDJSON)
    String export(@Valid Wanted wanted, @Valid ExportPage page) throws JsonProcessingException {
        List<AuditEntry> entries = rows.earliest(wanted.filter(), page.after(), page.limit());
        Audit.note("shown", entries.size());
        StringBuilder lines = new StringBuilder();
        for (AuditEntry entry : entries) {
            lines.append(json.writeValueAsString(entry)).append('\n');
        }
        return lines.toString();
    }
}
