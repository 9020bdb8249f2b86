package org.extoledestination.deadletter;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.deadletter.DeadLetterLines.NoLetterException;
import org.extoledestination.deadletter.DeadLetterRows.Full;
import org.extoledestination.deadletter.DeadLetterRows.Moved;
import org.extoledestination.deadletter.RequestDiff.Change;
import org.extoledestination.deadletter.RequestDiff.Sent;
import org.extoledestination.edit.routes.Rehearsal;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.platform.management.JsonMask;
import org.extoledestination.platform.management.Problem;
import org.extoledestination.platform.telemetry.Meters;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What operators do with dead letters. */
public final class DeadLetterDesk {

    static final int FASTEST = 100_000;
    static final int MOST_CHARACTERS = 8 * 1024 * 1024;
    static final String LONG = "is longer than {max} characters.";

    private final DeadLetterRows rows;
    private final ReplayTurn turn;
    private final Rehearsal rehearsal;
    private final DeadLetterLines lines;
    private final ArchiveReader reader;
    private final DeadLetterSettings settings;
    private final Clock clock;
    private final Meters meters;

    DeadLetterDesk(
            DeadLetterRows rows,
            ReplayTurn turn,
            Rehearsal rehearsal,
            ArchiveReader reader,
            DeadLetterSettings settings,
            Clock clock,
            Meters meters) {
        this.rows = rows;
        this.turn = turn;
        this.rehearsal = rehearsal;
        this.lines = new DeadLetterLines(reader);
        this.reader = reader;
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Everything about one letter.
     *
     * @param masked whether personal data is masked in all of it
     * @param event the event as it came, as JSON
     * @param preview what a replay would come to
     * @param refused the request that Extole did not take; null if there was none, or it is not kept
     * @param changes where what a replay would send differs from it; null if one of them is missing
     */
    public record Shown(
            DeadLetter letter,
            boolean masked,
            String event,
            Preview preview,
            @Nullable Sent refused,
            @Nullable List<Change> changes) {}

    /** {@code mask}: what hides personal data; null to show it. */
    Optional<Shown> show(long id, @Nullable JsonMask mask) {
        return rows.find(id).map(full -> {
            Preview preview = outlook(full);
            Sent sent = rows.sent(id).orElse(null);
            List<Change> changes = sent == null ? null : changes(sent, preview, mask);
            return mask == null
                    ? new Shown(full.letter(), false, full.segment().json(), preview, sent, changes)
                    : new Shown(
                            full.letter(),
                            true,
                            mask.json(full.segment().json()),
                            preview.masked(mask),
                            sent == null ? null : new Sent(sent.operation(), mask.json(sent.body())),
                            changes);
        });
    }

    /** Of several requests that one is compared which is most like it. */
    private static @Nullable List<Change> changes(Sent before, Preview now, @Nullable JsonMask mask) {
        return now.requests().stream()
                .filter(each -> each.operation().equals(before.operation()))
                .map(each -> RequestDiff.of(before.body(), each.body(), mask == null ? json -> json : mask))
                .min(Comparator.comparingInt(List::size))
                .orElse(null);
    }

    private Preview outlook(Full full) {
        return isSetAside(full)
                ? new Preview("set-aside", "", "It was in hand at abrupt ends, so it is not tried here.", List.of())
                : preview(full.segment());
    }

    private static boolean isSetAside(Full full) {
        return full.letter().reason().equals(Reason.SET_ASIDE.word());
    }

    /**
     * A source may have left letters behind, and be gone from the settings.
     *
     * @throws IllegalArgumentException if neither the settings nor a letter know it
     */
    void requireSource(String name) {
        try {
            if (!rows.hasSource(name)) {
                reader.source(name);
            }
        } catch (RefusedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Which letters a replay takes. */
    static Set<State> replayable(DeadLetterFilter filter, boolean again) {
        if (filter.discarded()) {
            return EnumSet.of(State.DISCARDED);
        }
        return again ? EnumSet.of(State.DEAD, State.REQUESTED, State.REPLAYING) : EnumSet.of(State.DEAD);
    }

    /** Asks for the replay of some letters, above the number {@code after}. */
    Moved replay(DeadLetterFilter filter, boolean again, int rate, long after) {
        turn.setRate(rate);
        return rows.move(filter, replayable(filter, again), State.REQUESTED, after, clock.instant());
    }

    /** Takes back what was asked for and is not in the queue yet. */
    Moved stop(DeadLetterFilter filter, long after) {
        return rows.move(filter, stoppable(), State.DEAD, after, clock.instant());
    }

    static Set<State> stoppable() {
        return EnumSet.of(State.REQUESTED);
    }

    /** The number of a discard that begins. */
    long newBatch() {
        return rows.newBatch();
    }

    Moved discard(DeadLetterFilter filter, String note, long batch, long after) {
        Moved moved = rows.discard(
                filter,
                discardable(),
                DeadLetterColumns.clean(note, DeadLetterColumns.LONGEST_NOTE),
                batch,
                after,
                clock.instant());
        meters.count("dead.letter", "discarded", moved.letters());
        return moved;
    }

    /** A letter that is in the queue again cannot be withdrawn. */
    static Set<State> discardable() {
        return EnumSet.of(State.DEAD, State.REQUESTED);
    }

    /** Takes back the discard of letters: they wait for a decision again, as new ones do. */
    Moved restore(DeadLetterFilter filter, long after) {
        Moved moved = rows.move(filter, restorable(), State.DEAD, after, clock.instant());
        meters.count("dead.letter", "restored", moved.letters());
        return moved;
    }

    static Set<State> restorable() {
        return EnumSet.of(State.DISCARDED);
    }

    /** How long a discarded letter can be restored. */
    Duration keepsDiscarded() {
        return settings.keepDiscarded();
    }

    /**
     * The result of an edit.
     *
     * @param otherPerson whether the event is another person's now
     * @param preview what its replay will come to
     * @param changes where that differs from what would be sent of the event before, if both send one request; else null
     */
    public record Edited(
            boolean otherPerson, Preview preview, @Nullable List<Change> changes) {}

    /** The event that takes the place of the old one, as JSON, and on what terms. */
    public record Edit(
            @NotBlank(message = Problem.MISSING) @Size(max = MOST_CHARACTERS, message = LONG)
            String event,

            boolean otherPerson,
            boolean dryRun,

            @DefaultValue("50") @Range(max = FASTEST, message = Problem.RANGE)
            int rate) {}

    /**
     * Replays a letter with another event in it.
     *
     * @throws IllegalArgumentException if the event will not do; the message says why
     */
    Edited edit(long id, Edit terms) {
        Full old = rows.find(id).orElseThrow(() -> new IllegalArgumentException("There is no dead letter " + id + '.'));
        SegmentEvent event = sound(old, terms.event());
        boolean otherPerson = !event.person().equals(old.segment().person());
        if (otherPerson && !terms.otherPerson()) {
            throw new IllegalArgumentException(
                    "The edited event is another person's: its userId, its e-mail address or"
                            + " its anonymousId has changed. It would no longer keep the order of the old person's events, and"
                            + " a deletion of the old person would not find it. If that is meant, confirm it (--other-person).");
        }
        if (isSetAside(old) && event.json().equals(old.segment().json())) {
            throw new IllegalArgumentException(
                    "The event is unchanged, and was in hand at abrupt ends. Change what ended"
                            + " the process, or replay it as it is.");
        }
        Preview outlook = preview(event);
        if (!outlook.isSent()) {
            throw new IllegalArgumentException("The edited event would not be sent either: " + outlook.detail());
        }
        if (!terms.dryRun()) {
            turn.setRate(terms.rate());
            if (!rows.replace(id, event, clock.instant())) {
                throw new IllegalArgumentException("Dead letter " + id
                        + (rows.find(id).isEmpty()
                                ? " is gone: its person was erased, or somebody else discarded it."
                                : " is on its way to Extole. Wait for the outcome, or look at it with show."));
            }
        }
        Preview before = terms.dryRun() ? outlook(old) : outlook;
        boolean areSingle = before.requests().size() == 1 && outlook.requests().size() == 1;
        return new Edited(
                otherPerson,
                outlook,
                terms.dryRun() && areSingle
                        ? RequestDiff.of(
                                before.requests().get(0).body(),
                                outlook.requests().get(0).body(),
                                json -> json)
                        : null);
    }

    private Preview preview(SegmentEvent event) {
        return Preview.of(rehearsal.of(event));
    }

    private SegmentEvent sound(Full old, String json) {
        SegmentEvent event;
        try {
            event = reader.again(json, old.segment());
        } catch (RefusedException e) {
            throw new IllegalArgumentException("The edited event will not do. " + e.getMessage(), e);
        }
        if (!event.messageId().equals(old.letter().messageId())) {
            throw new IllegalArgumentException("The edited event has another messageId. It must keep "
                    + old.letter().messageId() + ", by which it is delivered once.");
        }
        if (event.type() != old.segment().type()) {
            throw new IllegalArgumentException("The edited event is of the type '"
                    + event.type().word() + "'. It must stay '" + old.letter().type() + "'.");
        }
        return event;
    }

    /**
     * One line that was not taken.
     *
     * @param line its place, from 0
     * @param code a short word for machines
     * @param message a sentence that holds nothing of the event
     */
    public record Refused(int line, String code, String message) {}

    /**
     * The result of an import.
     *
     * @param added letters that are new here
     * @param known letters that were here already, and stay as they are
     * @param refused the others
     */
    public record Imported(int added, int known, List<Refused> refused) {}

    Imported take(List<String> letters, boolean dryRun) {
        Instant now = clock.instant();
        List<Refused> refused = new ArrayList<>();
        int added = 0;
        int known = 0;
        for (int i = 0; i < letters.size(); i++) {
            try {
                Full letter = lines.read(letters.get(i), now);
                boolean isNew = dryRun ? !rows.isThere(letter.segment()) : rows.add(letter.letter(), letter.segment());
                added += isNew ? 1 : 0;
                known += isNew ? 0 : 1;
            } catch (NoLetterException e) {
                refused.add(new Refused(i, e.code(), String.valueOf(e.getMessage())));
            }
        }
        rows.sync();
        meters.count("dead.letter", "imported", dryRun ? 0 : added);
        return new Imported(added, known, refused);
    }
}
