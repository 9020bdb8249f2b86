package org.extoledestination.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.extoledestination.console.DeadLetters.Begun;
import org.extoledestination.console.DeadLetters.Draft;
import org.extoledestination.console.DeadLetters.Kind;
import org.extoledestination.console.DeadLetters.Letter;
import org.extoledestination.console.DeadLetters.Letters;
import org.extoledestination.console.DeadLetters.Plan;
import org.extoledestination.console.DeadLetters.Progress;
import org.extoledestination.deadletter.DeadLetterDesk;
import org.extoledestination.deadletter.DeadLetterFilter;
import org.extoledestination.deadletter.DeadLettersController;
import org.extoledestination.deadletter.DeadLettersController.Discard;
import org.extoledestination.deadletter.DeadLettersController.Done;
import org.extoledestination.deadletter.DeadLettersController.Listing;
import org.extoledestination.deadletter.DeadLettersController.Look;
import org.extoledestination.deadletter.DeadLettersController.Page;
import org.extoledestination.deadletter.DeadLettersController.Replay;
import org.extoledestination.deadletter.DeadLettersController.Scope;
import org.extoledestination.platform.management.AddressFilter;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/**
 * {@code /console/dead-letters}: their kinds, a page of them, one of them, and what an operator does with one, some, or all
 * of a filter. The filter is that of {@code /actuator/deadletters} and stands in every address.
 */
@ConsoleController
record DeadLettersPage(
        Pages pages, DeadLettersController letters, AddressFilter<DeadLetterFilter> filters, Clock clock) {

    static final String PATH = "/dead-letters";

    private static final int ON_A_PAGE = 100;
    private static final int HOURS = 48;
    private static final int RATE = 50;
    /** As many thousands of letters in one request: a second or two. */
    private static final int PARTS = 5;

    private static final int LONGEST_WHY = 200;
    private static final Set<String> OWN = Set.of(
            "csrf", "before", "action", "marked", "most", "note", "done", "said", "undo", "from", "partOf", "letters");
    static final Map<String, String> DONE =
            Map.of("replay", "asked for again", "discard", "discarded", "restore", "restored");

    @GetMapping(PATH)
    View list(
            Frame frame,
            HttpServletRequest request,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before,
            @RequestParam(defaultValue = "") String done,
            @RequestParam(defaultValue = "0") long said,
            @RequestParam(defaultValue = "0") long undo) {
        Asked asked = Asked.of(request, OWN);
        DeadLetterFilter filter = filters.reader().apply(asked.values(), Set.of());
        List<Kind> kinds = letters.kinds(filter, clock.instant(), HOURS).stream()
                .map(each -> new Kind(
                        each,
                        Spark.path(each.slots()),
                        asked.with("reason", each.reason())
                                .with("code", each.code())
                                .query()))
                .toList();
        String sentence = DONE.containsKey(done)
                ? DeadLetters.some(said) + (said == 1 ? " is " : " are ") + DONE.get(done) + '.'
                : "";
        return pages.view(
                "deadletters",
                Map.of(
                        "frame",
                        frame,
                        "letters",
                        new Letters(
                                asked.shown(),
                                asked.query(),
                                kinds,
                                letters.list(filter, new Page(ON_A_PAGE, before)),
                                sentence,
                                undo > 0 && said > 0 ? String.valueOf(undo) : "")));
    }

    @GetMapping(PATH + "/{id}")
    View show(Frame frame, @PathVariable String id) {
        return one(frame, letters.show(id, new Look(null)), "", null);
    }

    /** The same with personal data. It is the answer to a POST, which no browser stores: it ends with the page. */
    @PostMapping(PATH + "/{id}/unmask")
    View unmask(Frame frame, @PathVariable String id, @RequestParam(defaultValue = "") String unmask) {
        DeadLetterDesk.Shown shown = letters.show(id, new Look(why(unmask)));
        return one(frame, shown, unmask, new Draft(DeadLetters.pretty(shown.event()), false, "", null));
    }

    /** Shows what becomes of an edited event, or replays it. */
    @PostMapping(PATH + "/{id}/edit")
    View edit(
            Frame frame,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String unmask,
            @RequestParam(defaultValue = "") String event,
            @RequestParam(defaultValue = "false") boolean otherPerson,
            @RequestParam(defaultValue = "try") String action) {
        DeadLetterDesk.Shown shown = letters.show(id, new Look(why(unmask)));
        boolean isReplay = action.equals("replay");
        DeadLetterDesk.Edited edited = null;
        String refusal = "";
        try {
            edited = letters.edit(
                    filters.reader().apply(Map.of("id", new String[] {id}), Set.of()),
                    new DeadLetterDesk.Edit(event, otherPerson, !isReplay, RATE));
        } catch (IllegalArgumentException e) {
            refusal = Shown.message(e);
        }
        if (isReplay && refusal.isEmpty()) {
            return done(frame, "replay", new Done(1, null, null));
        }
        return one(frame, shown, unmask, new Draft(event, otherPerson, refusal, edited));
    }

    private static String why(String unmask) {
        if (unmask.length() > LONGEST_WHY) {
            throw new IllegalArgumentException("Say why in at most " + LONGEST_WHY + " characters. Nothing was shown.");
        }
        return unmask;
    }

    private View one(Frame frame, DeadLetterDesk.Shown shown, String why, @Nullable Draft draft) {
        Instant until = shown.letter().state().equals("discarded")
                ? shown.letter().stateSince().plus(letters.keepsDiscarded())
                : null;
        return pages.view("deadletter", Map.of("frame", frame, "letter", new Letter(shown, until, why, draft)));
    }

    /** How many an action would concern; nothing is done yet. */
    @GetMapping(PATH + "/confirm")
    View confirm(Frame frame, HttpServletRequest request, @RequestParam String action) {
        Asked asked = Asked.of(request, OWN);
        if (request.getParameter("marked") != null && !asked.values().containsKey("id")) {
            // No letter is not every letter.
            throw new IllegalArgumentException("No letter is marked. Mark some, or choose all. Nothing was done.");
        }
        DeadLetterFilter filter = filters.reader().apply(asked.values(), Set.of());
        Scope dry = new Scope(true, true, 0, null);
        Done count = switch (action) {
            case "replay" -> letters.replay(filter, dry, new Replay(RATE, false));
            case "discard" -> letters.discard(filter, dry, new Discard("-", null));
            case "restore" -> letters.restore(filter, dry);
            default -> throw new IllegalArgumentException("There is no such action: replay, discard or restore.");
        };
        Page some = new Page(5, Long.MAX_VALUE);
        Listing sample = letters.list(filter, some);
        boolean isBounded = asked.values().containsKey("id") || asked.values().containsKey("upTo");
        // Those that come after the question are not meant.
        Asked meant = isBounded || sample.deadLetters().isEmpty()
                ? asked
                : asked.with("upTo", String.valueOf(sample.deadLetters().get(0).id()));
        return pages.view(
                "confirm",
                Map.of(
                        "frame",
                        frame,
                        "plan",
                        new Plan(
                                action,
                                count.letters(),
                                meant.query(),
                                meant.shown(),
                                sample,
                                DeadLetters.time(letters.keepsDiscarded()))));
    }

    @PostMapping(PATH + "/replay")
    View replay(Frame frame, HttpServletRequest request, @RequestParam long most, Begun begun) {
        DeadLetterFilter filter = filters.reader().apply(Asked.of(request, OWN).values(), Set.of());
        Replay terms = new Replay(RATE, false);
        return some(
                frame,
                request,
                new Turn("replay", most, begun, (from, batch) -> letters.replay(filter, scope(from, most), terms)));
    }

    @PostMapping(PATH + "/discard")
    View discard(
            Frame frame,
            HttpServletRequest request,
            @RequestParam long most,
            @RequestParam(defaultValue = "") String note,
            Begun begun) {
        if (note.isBlank()) {
            throw new IllegalArgumentException("Say why they are discarded. Nothing was done.");
        }
        DeadLetterFilter filter = filters.reader().apply(Asked.of(request, OWN).values(), Set.of());
        return some(
                frame,
                request,
                new Turn(
                        "discard",
                        most,
                        begun,
                        (from, batch) -> letters.discard(filter, scope(from, most), new Discard(note, batch))));
    }

    /** Takes discards back: of some letters, or of those of one discard. */
    @PostMapping(PATH + "/restore")
    View restore(
            Frame frame, HttpServletRequest request, @RequestParam(required = false) @Nullable Long most, Begun begun) {
        DeadLetterFilter filter = filters.reader().apply(Asked.of(request, OWN).values(), Set.of());
        return some(
                frame,
                request,
                new Turn("restore", most, begun, (from, batch) -> letters.restore(filter, scope(from, most))));
    }

    /** As many as were counted, before the first part alone: those that are moved are no longer found. */
    private static Scope scope(long from, @Nullable Long most) {
        return new Scope(true, false, from, from == 0 ? most : null);
    }

    /** One part of an action: above which number it goes on, and the discard that it goes on with. */
    private interface Part {
        Done act(long from, @Nullable Long batch);
    }

    private record Turn(String action, @Nullable Long most, Begun begun, Part part) {}

    /** So many parts; then the page that goes on by itself, or, if that was all, the list. */
    private View some(Frame frame, HttpServletRequest request, Turn turn) {
        long done = Objects.requireNonNullElse(turn.begun().letters(), 0L);
        Long batch = turn.begun().partOf();
        Long from = Objects.requireNonNullElse(turn.begun().from(), 0L);
        for (int i = 0; i < PARTS && from != null; i++) {
            try {
                Done part = turn.part().act(from, batch);
                done += part.letters();
                // A part with nothing in it has no number.
                batch = part.batch() == null ? batch : part.batch();
                from = part.next();
            } catch (DataAccessException | TransactionException failure) {
                if (done == 0) {
                    throw failure;
                }
                throw new HalfDoneException(done, failure);
            }
        }
        Done all = new Done(done, null, batch);
        if (from != null) {
            Asked asked = Asked.of(request, OWN);
            return pages.view(
                    "progress",
                    Map.of(
                            "frame",
                            frame,
                            "progress",
                            new Progress(
                                    turn.action(),
                                    turn.most(),
                                    asked.query(),
                                    address(frame, turn.action(), all),
                                    new Begun(from, batch, done),
                                    Objects.requireNonNullElse(request.getParameter("note"), ""))));
        }
        if (request.getHeader("HX-Request") != null) {
            // Instead of a redirect, which would end in a part of the page that went on by itself.
            return (model, asked, answer) -> answer.setHeader("HX-Redirect", address(frame, turn.action(), all));
        }
        return done(frame, turn.action(), all);
    }

    /** An action whose later part failed: each part is a transaction of its own. */
    static final class HalfDoneException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final long done;

        HalfDoneException(long done, Throwable cause) {
            super(cause);
            this.done = done;
        }

        long done() {
            return done;
        }
    }

    private static RedirectView done(Frame frame, String action, Done done) {
        RedirectView view = new RedirectView(address(frame, action, done));
        view.setExposeModelAttributes(false);
        return view;
    }

    /** The list, with a sentence about what was done. */
    private static String address(Frame frame, String action, Done done) {
        return frame.at(PATH) + "?done=" + action + "&said=" + done.letters()
                + (done.batch() == null ? "" : "&undo=" + done.batch());
    }
}
