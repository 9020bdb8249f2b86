package org.extoledestination.deadletter;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.deadletter.DeadLetterRows.Column;
import org.extoledestination.deadletter.DeadLetterRows.Full;
import org.extoledestination.deadletter.DeadLetterRows.Group;
import org.extoledestination.deadletter.DeadLetterRows.Moved;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.JsonMask;
import org.extoledestination.platform.management.ManagementController;
import org.extoledestination.platform.management.Problem;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * {@code /actuator/deadletters} on the management port: what the command {@code dead-letters} talks to. Which letters are
 * meant stands in the address of every request ({@link DeadLetterFilter}). The console asks the same.
 */
@ManagementController(id = "deadletters")
public record DeadLettersController(DeadLetterRows rows, DeadLetterDesk desk, JsonMask mask) {

    private static final int LARGEST_PAGE = 10_000;
    private static final int LARGEST_EXPORT = 500;
    private static final int LONGEST_WHY = 200;
    private static final String HIGHEST = "" + Long.MAX_VALUE;

    /** The page of letters with numbers below {@code before}. */
    public record Page(
            @DefaultValue("100") @Range(min = 1, max = LARGEST_PAGE, message = Problem.RANGE)
            int limit,

            @DefaultValue(HIGHEST) long before) {}

    /** The page of letters with numbers above {@code after}. */
    public record ExportPage(
            @DefaultValue("100") @Range(min = 1, max = LARGEST_EXPORT, message = Problem.RANGE)
            int limit,

            long after) {}

    /** The field whose values are counted. */
    record CountBy(@DefaultValue("reason") String by) {}

    /**
     * How far an action goes.
     *
     * @param all whether all letters are meant if there is no filter
     * @param dryRun whether nothing is done
     * @param after only letters with a higher number
     * @param most nothing is done if it were more letters than these; null for any number
     */
    public record Scope(
            boolean all,
            boolean dryRun,
            long after,
            @Nullable Long most) {}

    /** How many events a second are replayed (0: any number), and whether also what is on its way. */
    public record Replay(
            @DefaultValue("50") @Range(max = DeadLetterDesk.FASTEST, message = Problem.RANGE)
            int rate,

            boolean again) {}

    /** Why letters are discarded; {@code partOf}: the number of the discard that this goes on with, null for a new one. */
    public record Discard(
            @NotBlank(message = Problem.MISSING) String note,
            @Nullable Long partOf) {}

    /** Letters, one a line. */
    public record Import(
            @NotBlank(message = Problem.MISSING)
            @Size(max = DeadLetterDesk.MOST_CHARACTERS, message = DeadLetterDesk.LONG)
            String letters,

            boolean dryRun) {}

    /**
     * A page of letters.
     *
     * @param total how many letters the filter finds
     * @param deadLetters the latest of them
     * @param next what to give as {@code before} for the next page; null if this is the last
     */
    public record Listing(
            long total,
            List<DeadLetter> deadLetters,
            @Nullable Long next) {}

    /**
     * A page of letters with their events.
     *
     * @param lines one letter each, as JSON
     * @param next what to give as {@code after} for the next page; null if this is the last
     */
    public record Export(List<String> lines, @Nullable Long next) {}

    /** How many letters there are of each kind. */
    record Counts(long total, String by, List<Group> groups) {}

    /**
     * The result.
     *
     * @param letters how many letters it concerns
     * @param next what to give as {@code after} to go on; null if that is all
     * @param batch the number of the discard, by which it can be taken back; null for other actions
     */
    public record Done(
            long letters, @Nullable Long next, @Nullable Long batch) {}

    /** A page of them, the latest first. */
    @GetMapping
    public Listing list(DeadLetterFilter filter, @Valid Page wanted) {
        List<DeadLetter> page = rows.list(filter, wanted.before(), wanted.limit());
        Audit.note("shown", page.size());
        Long next = page.size() < wanted.limit()
                ? null
                : Long.valueOf(page.get(page.size() - 1).id());
        return new Listing(rows.count(filter, filter.listed()), page, next);
    }

    /** The kinds of letters, the most frequent first, with how many came in each of the last hours. */
    public List<DeadLetterRows.Kind> kinds(DeadLetterFilter filter, Instant now, int hours) {
        return rows.kinds(filter, now, hours);
    }

    @GetMapping("/count")
    Counts count(DeadLetterFilter filter, @Valid CountBy wanted) {
        Column column;
        try {
            column = Column.valueOf(wanted.by().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + wanted.by() + "' is nothing to count by. Known: reason, code, event, source, type, state.",
                    e);
        }
        return new Counts(rows.count(filter, filter.listed()), wanted.by(), rows.count(filter, column));
    }

    @GetMapping("/export")
    public Export export(DeadLetterFilter filter, @Valid ExportPage wanted) {
        List<Full> page = rows.export(filter, filter.listed(), wanted.after(), wanted.limit());
        Audit.note("shown", page.size());
        Long next = rows.isCut(page, wanted.limit())
                ? Long.valueOf(page.get(page.size() - 1).letter().id())
                : null;
        return new Export(page.stream().map(DeadLetterLines::write).toList(), next);
    }

    /** Why somebody looks at personal data, for the audit trail; null to have it masked. */
    public record Look(
            @Nullable @Size(max = LONGEST_WHY, message = DeadLetterDesk.LONG)
            String unmask) {}

    /** Everything about one letter, with personal data masked unless somebody says why they look at it. */
    @GetMapping("/{id}")
    public DeadLetterDesk.Shown show(@PathVariable String id, @Valid Look look) {
        String why = look.unmask();
        if (why != null) {
            if (why.isBlank()) {
                throw new IllegalArgumentException(
                        "Say why you look at personal data: the words stand in the audit trail. Nothing was shown.");
            }
            Audit.because(why);
        }
        if (!id.matches("[0-9]{1,18}")) {
            throw Problem.notFound("There is no '" + id + "' here: a number, count or export.");
        }
        Audit.note("shown", 1);
        return desk.show(Long.parseLong(id), why == null ? mask : null)
                .orElseThrow(() -> Problem.notFound(
                        "There is no dead letter " + id + ". It was delivered, or forgotten, or never there."));
    }

    /** Has them put into the queue again, some at once. */
    @PostMapping("/replay")
    public Done replay(DeadLetterFilter filter, @Valid Scope scope, @Valid Replay replay) {
        note(scope.dryRun(), scope.all());
        requireChoice(filter, scope);
        return done(
                filter,
                DeadLetterDesk.replayable(filter, replay.again()),
                scope,
                from -> desk.replay(filter, replay.again(), replay.rate(), from));
    }

    /** Takes what a replay takes, so that the same request stops it. */
    @PostMapping("/stop")
    Done stop(DeadLetterFilter filter, @Valid Scope scope, @Valid Replay replay) {
        note(scope.dryRun(), scope.all());
        refuseDiscarded(filter);
        return done(filter, DeadLetterDesk.stoppable(), scope, from -> desk.stop(filter, from));
    }

    /** Lays them aside, some at once. */
    @PostMapping("/discard")
    public Done discard(DeadLetterFilter filter, @Valid Scope scope, @Valid Discard discard) {
        note(scope.dryRun(), scope.all());
        refuseDiscarded(filter);
        requireChoice(filter, scope);
        if (scope.dryRun()) {
            return done(filter, DeadLetterDesk.discardable(), scope, from -> new Moved(0, Optional.empty()));
        }
        long batch = discard.partOf() == null ? desk.newBatch() : discard.partOf();
        Done done = done(
                filter, DeadLetterDesk.discardable(), scope, from -> desk.discard(filter, discard.note(), batch, from));
        if (done.letters() == 0) {
            return done;
        }
        Audit.note("batch", String.valueOf(batch));
        return new Done(done.letters(), done.next(), batch);
    }

    /** Takes discards back, some letters at once. Only discarded letters are meant, whether the filter says so or not. */
    @PostMapping("/restore")
    public Done restore(DeadLetterFilter filter, @Valid Scope scope) {
        note(scope.dryRun(), scope.all());
        requireChoice(filter, scope);
        return done(filter, DeadLetterDesk.restorable(), scope, from -> desk.restore(filter, from));
    }

    /** How long a discarded letter can be restored. */
    public Duration keepsDiscarded() {
        return desk.keepsDiscarded();
    }

    /** Replays one letter with another event in it; {@code dryRun}: only tells what would come of it. */
    @PostMapping("/edit")
    public DeadLetterDesk.Edited edit(DeadLetterFilter filter, @Valid DeadLetterDesk.Edit edit) {
        note(edit.dryRun(), false);
        return desk.edit(onlyId(filter), edit);
    }

    @PostMapping("/import")
    public DeadLetterDesk.Imported take(DeadLetterFilter filter, @Valid Import letters) {
        note(letters.dryRun(), false);
        if (!filter.isEmpty()) {
            throw new IllegalArgumentException("An import takes no filter: all lines are meant.");
        }
        DeadLetterDesk.Imported imported = desk.take(List.of(letters.letters().split("\n")), letters.dryRun());
        Audit.note("letters", imported.added());
        Audit.note("refused", imported.refused().size());
        return imported;
    }

    @PostMapping("/{action}")
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    Problem other(@PathVariable String action) {
        return new Problem(
                "bad_request", "There is no '" + action + "' here: replay, stop, discard, restore, edit or import.");
    }

    private static void note(boolean dryRun, boolean all) {
        Audit.note("dryRun", dryRun);
        Audit.note("all", all);
    }

    private Done done(DeadLetterFilter filter, Set<State> states, Scope scope, LongFunction<Moved> action) {
        Long most = scope.most();
        long letters = scope.dryRun() || most != null ? rows.count(filter, states) : 0;
        if (most != null && letters > most) {
            throw new IllegalArgumentException("It would be " + letters + " dead letters, and at most " + most
                    + " are meant. Nothing was done. List them again with the same filter.");
        }
        if (scope.dryRun()) {
            Audit.note("letters", letters);
            return new Done(letters, null, null);
        }
        Moved moved = action.apply(scope.after());
        Audit.note("letters", moved.letters());
        return new Done(moved.letters(), moved.next().orElse(null), null);
    }

    /** All letters are meant only if somebody says so; and as many as somebody has counted, unless each is named. */
    private static void requireChoice(DeadLetterFilter filter, Scope scope) {
        if (filter.isEmpty() && !scope.all()) {
            throw new IllegalArgumentException(
                    "Name dead letters by number or by a filter, or say that all are meant (--all).");
        }
        boolean isBegun = scope.dryRun() || scope.after() > 0;
        if (scope.most() == null && !isBegun && !filter.namesEach()) {
            throw new IllegalArgumentException(
                    "Say by 'most' how many dead letters are meant at most. Nothing was done:"
                            + " with 'dryRun' the same request counts them.");
        }
    }

    /** An action takes no discarded letters: with this filter it would act on others than {@code list} shows. */
    private static void refuseDiscarded(DeadLetterFilter filter) {
        if (filter.discarded()) {
            throw new IllegalArgumentException(
                    "'discarded' means letters that are discarded already: list, count, export, replay or restore them.");
        }
    }

    private static long onlyId(DeadLetterFilter filter) {
        if (filter.conditions().size() == 1
                && filter.values().get("id") instanceof List<?> ids
                && ids.size() == 1
                && ids.get(0) instanceof Long id) {
            return id;
        }
        throw new IllegalArgumentException("An edit is for one dead letter: 'id' is its number, and no filter else.");
    }
}
