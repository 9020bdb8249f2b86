package org.extoledestination.deadletter;

import static org.extoledestination.platform.management.Asked.flag;
import static org.extoledestination.platform.management.Asked.number;
import static org.extoledestination.platform.management.Problem.answer;
import static org.extoledestination.platform.management.Problem.problem;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.deadletter.DeadLetterDesk.Edit;
import org.extoledestination.deadletter.DeadLetterRows.Column;
import org.extoledestination.deadletter.DeadLetterRows.Full;
import org.extoledestination.deadletter.DeadLetterRows.Group;
import org.extoledestination.deadletter.DeadLetterRows.Moved;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.Terms;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * {@code /actuator/deadletters} on the management port: what the command {@code dead-letters} talks to. Which letters are
 * meant stands in the address of every request ({@link DeadLetterFilter}), everything else in parameters or in the body.
 */
@Endpoint(id = "deadletters")
record DeadLettersEndpoint(DeadLetterRows rows, DeadLetterDesk desk) {

    static final int MOST_CHARACTERS = 8 * 1024 * 1024;

    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_PAGE = 10_000;
    private static final int LARGEST_EXPORT = 500;
    private static final int DEFAULT_RATE = 50;
    private static final int FASTEST = 100_000;
    private static final Set<String> OF_LIST = Set.of("limit", "before");
    private static final Set<String> OF_REPLAY = Set.of("all", "dryRun", "after", "most", "rate", "again");
    /** What each word takes besides a filter; {@code event} is no filter of an edit. */
    private static final Map<String, Set<String>> OF_ACT = Map.of(
            "replay", OF_REPLAY,
            "stop", OF_REPLAY,
            "discard", Set.of("all", "dryRun", "after", "most", "note"),
            "edit", Set.of("event", "otherPerson", "rate", "dryRun"),
            "import", Set.of("letters", "dryRun"),
            "count", Set.of("by"),
            "export", Set.of("limit", "after"));

    static final Terms TERMS = new Terms("deadletters", DeadLetterFilter.NAMES, OF_ACT);

    /**
     * A page of letters.
     *
     * @param total how many letters the filter finds
     * @param deadLetters the latest of them
     * @param next what to give as {@code before} for the next page; null if this is the last
     */
    record Listing(
            long total,
            List<DeadLetter> deadLetters,
            @org.jspecify.annotations.Nullable Long next) {}

    /**
     * A page of letters with their events.
     *
     * @param lines one letter each, as JSON
     * @param next what to give as {@code after} for the next page; null if this is the last
     */
    record Export(
            List<String> lines,
            @org.jspecify.annotations.Nullable Long next) {}

    /** How many letters there are of each kind. */
    record Counts(long total, String by, List<Group> groups) {}

    /**
     * What was done.
     *
     * @param letters how many letters it concerns
     * @param next what to give as {@code after} to go on; null if that is all
     */
    record Done(
            long letters, @org.jspecify.annotations.Nullable Long next) {}

    /** Spring's own {@code @Nullable}: the endpoint takes a parameter for optional only by that. */
    @ReadOperation
    WebEndpointResponse<Object> list(@Nullable String limit, @Nullable String before) {
        return answer(() -> {
            DeadLetterFilter filter = filter(OF_LIST);
            int most = number("limit", limit, DEFAULT_LIMIT, 1, LARGEST_PAGE);
            List<DeadLetter> page = rows.list(filter, number("before", before, Long.MAX_VALUE), most);
            Audit.note("shown", page.size());
            Long next = page.size() < most
                    ? null
                    : Long.valueOf(page.get(page.size() - 1).id());
            return new Listing(rows.count(filter, filter.listed()), page, next);
        });
    }

    /** {@code /count}, {@code /export}, or everything about one letter by its number. */
    @ReadOperation
    WebEndpointResponse<Object> look(
            @Selector String what, @Nullable String by, @Nullable String after, @Nullable String limit) {
        return switch (what) {
            case "count" ->
                answer(() -> count(filter(OF_ACT.getOrDefault(what, Set.of())), by == null ? "reason" : by));
            case "export" ->
                answer(() -> export(
                        filter(OF_ACT.getOrDefault(what, Set.of())),
                        number("after", after, 0L),
                        number("limit", limit, DEFAULT_LIMIT, 1, LARGEST_EXPORT)));
            default -> {
                if (!what.matches("[0-9]{1,18}")) {
                    yield problem(404, "There is no '" + what + "' here: a number, count or export.");
                }
                yield answer(() -> desk.show(Long.parseLong(what))
                        .<Object>map(shown -> shown)
                        .orElseGet(() -> none(what)));
            }
        };
    }

    private Counts count(DeadLetterFilter filter, String by) {
        Column column;
        try {
            column = Column.valueOf(by.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + by + "' is nothing to count by. Known: reason, code, event, source, type, state.", e);
        }
        return new Counts(rows.count(filter, filter.listed()), by, rows.count(filter, column));
    }

    private Export export(DeadLetterFilter filter, long after, int limit) {
        List<Full> page = rows.export(filter, filter.listed(), after, limit);
        Audit.note("shown", page.size());
        Long next = rows.isCut(page, limit)
                ? Long.valueOf(page.get(page.size() - 1).letter().id())
                : null;
        return new Export(page.stream().map(DeadLetterLines::write).toList(), next);
    }

    private static WebEndpointResponse<Object> none(String id) {
        return problem(404, "There is no dead letter " + id + ". It was delivered, or forgotten, or never there.");
    }

    /** {@code /replay}, {@code /stop}, {@code /discard}, {@code /edit} or {@code /import}. */
    @WriteOperation
    @SuppressWarnings("TooManyParameters") // the endpoint knows parameters only by their names
    WebEndpointResponse<Object> act(
            @Selector String action,
            @Nullable String all,
            @Nullable String dryRun,
            @Nullable String after,
            @Nullable String most,
            @Nullable String rate,
            @Nullable String again,
            @Nullable String note,
            @Nullable String otherPerson,
            @Nullable String event,
            @Nullable String letters) {
        return answer(() -> {
            DeadLetterFilter filter = filter(termsOf(action));
            Scope terms = new Scope(
                    flag("all", all),
                    flag("dryRun", dryRun),
                    number("after", after, 0L),
                    number("most", most, Long.MAX_VALUE));
            Audit.note("dryRun", terms.dryRun());
            Audit.note("all", terms.all());
            int perSecond = number("rate", rate, DEFAULT_RATE, 0, FASTEST);
            return switch (action) {
                case "replay" -> {
                    boolean anew = flag("again", again);
                    requireChoice(filter, terms);
                    yield done(
                            filter,
                            DeadLetterDesk.replayable(filter, anew),
                            terms,
                            from -> desk.replay(filter, anew, perSecond, from));
                }
                case "stop" -> {
                    refuseDiscarded(filter);
                    yield done(filter, DeadLetterDesk.stoppable(), terms, from -> desk.stop(filter, from));
                }
                case "discard" -> {
                    refuseDiscarded(filter);
                    String why = required("note", note);
                    requireChoice(filter, terms);
                    yield done(filter, DeadLetterDesk.discardable(), terms, from -> desk.discard(filter, why, from));
                }
                case "edit" ->
                    desk.edit(
                            onlyId(filter),
                            bounded("event", event),
                            new Edit(flag("otherPerson", otherPerson), terms.dryRun(), perSecond));
                default -> {
                    if (!filter.isEmpty()) {
                        throw new IllegalArgumentException("An import takes no filter: all lines are meant.");
                    }
                    DeadLetterDesk.Imported imported =
                            desk.take(List.of(bounded("letters", letters).split("\n")), terms.dryRun());
                    Audit.note("letters", imported.added());
                    Audit.note("refused", imported.refused().size());
                    yield imported;
                }
            };
        });
    }

    /**
     * What is asked of an action.
     *
     * @param after only letters with a higher number
     * @param most nothing is done if it were more letters than these
     */
    private record Scope(boolean all, boolean dryRun, long after, long most) {}

    static Set<String> termsOf(String action) {
        return Optional.ofNullable(OF_ACT.get(action))
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no '" + action + "' here: replay, stop, discard, edit or import."));
    }

    private Done done(DeadLetterFilter filter, Set<State> states, Scope terms, LongFunction<Moved> action) {
        boolean isCounted = terms.dryRun() || terms.most() < Long.MAX_VALUE;
        long letters = isCounted ? rows.count(filter, states) : 0;
        if (letters > terms.most()) {
            throw new IllegalArgumentException("It would be " + letters + " dead letters, and at most " + terms.most()
                    + " are meant. Nothing was done. List them again with the same filter.");
        }
        if (terms.dryRun()) {
            Audit.note("letters", letters);
            return new Done(letters, null);
        }
        Moved moved = action.apply(terms.after());
        Audit.note("letters", moved.letters());
        return new Done(moved.letters(), moved.next().orElse(null));
    }

    private DeadLetterFilter filter(Set<String> others) {
        DeadLetterFilter filter = DeadLetterFilter.of(addressed(), others);
        filter.sources().forEach(desk::requireSource);
        return filter;
    }

    private static Map<String, String[]> addressed() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getParameterMap()
                : Map.of();
    }

    /** All letters are meant only if somebody says so. */
    private static void requireChoice(DeadLetterFilter filter, Scope terms) {
        if (filter.isEmpty() && !terms.all()) {
            throw new IllegalArgumentException(
                    "Name dead letters by number or by a filter, or say that all are meant (--all).");
        }
    }

    /** What is listed by this word is nothing that the action is for, and it would be done to others. */
    private static void refuseDiscarded(DeadLetterFilter filter) {
        if (filter.discarded()) {
            throw new IllegalArgumentException(
                    "'discarded' means letters that are discarded already: list, count," + " export or replay them.");
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

    private static String required(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("'" + name + "' is missing.");
        }
        return text;
    }

    private static String bounded(String name, @Nullable String text) {
        if (required(name, text).length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("'" + name + "' is longer than " + MOST_CHARACTERS + " characters.");
        }
        return required(name, text);
    }
}
