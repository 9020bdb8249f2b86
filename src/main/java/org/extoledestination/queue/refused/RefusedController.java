package org.extoledestination.queue.refused;

import jakarta.jms.JMSException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.function.Consumer;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.ManagementController;
import org.extoledestination.platform.management.Problem;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.queue.refused.RefusedRows.Choice;
import org.extoledestination.queue.refused.RefusedRows.Full;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * {@code /actuator/refused} on the management port: {@code GET} lists refused messages, {@code GET <id>} shows one,
 * {@code POST replay} puts messages onto the queue that they came from and {@code POST discard} removes them.
 * The console asks the same.
 */
@ManagementController(id = "refused")
@Import(RefusedReplay.class)
public record RefusedController(
        RefusedRows rows,
        RefusedReplay replay,
        @Qualifier("requireSource") Consumer<String> requireSource,
        Meters meters) {

    private static final Logger log = LoggerFactory.getLogger(RefusedController.class);
    private static final int LARGEST_PAGE = 1_000;

    /**
     * The page of messages with numbers below {@code before}, at most {@value #LARGEST_PAGE} of them; {@code code}: only
     * those of this reason.
     */
    public record Page(
            @DefaultValue("100") @Range(min = 1, max = Integer.MAX_VALUE, message = Problem.RANGE)
            int limit,

            @DefaultValue("" + Long.MAX_VALUE) long before,
            @Nullable String code) {}

    /**
     * Which messages are meant: those with the numbers {@code id}, or all up to a number.
     *
     * @param code of those up to a number, only those of this reason
     * @param most nothing is done if it were more messages than these; null for any number
     */
    public record Which(
            @Nullable @Size(min = 1, max = 1_000, message = "takes numbers, parted by commas, and at most {max}.")
            List<Long> id,

            @Nullable Long upTo,
            @Nullable String code,
            @Nullable Long most) {

        Choice choice() {
            if (id != null && upTo == null && code == null) {
                return Choice.of(id);
            }
            if (id == null && upTo != null) {
                return Choice.upTo(upTo, code);
            }
            throw new IllegalArgumentException(
                    "Name messages by 'id', or all up to a number by 'upTo', of one reason by" + " 'code' beside it.");
        }
    }

    /** From which number on they are replayed, and as whose events, if not of the source that they came by. */
    public record Replay(long after, @Nullable String source) {}

    /**
     * A page of messages.
     *
     * @param total how many there are
     * @param bytes how much room all of them take up
     * @param refused the latest of them
     * @param next what to give as {@code before} for the next page; null if this is the last
     */
    public record Listing(
            long total,
            long bytes,
            List<RefusedMessage> refused,
            @Nullable Long next) {}

    /** All about one message; its content may hold personal data. */
    public record Shown(RefusedMessage message, String content, String properties) {}

    /**
     * The result.
     *
     * @param messages how many messages it concerns
     * @param stay those that are neither text nor bytes: a replay cannot make them anew
     * @param next what to give as {@code after} to go on; null if all is done
     */
    public record Done(
            int messages, List<Long> stay, @Nullable Long next) {}

    /** The latest first. */
    @GetMapping
    public Listing list(@Valid Page wanted) {
        int most = Math.min(wanted.limit(), LARGEST_PAGE);
        List<RefusedMessage> page = rows.list(wanted.before(), wanted.code(), most);
        RefusedRows.Size size = rows.size();
        Audit.note("shown", page.size());
        return new Listing(
                size.messages(),
                size.bytes(),
                page,
                page.size() < most
                        ? null
                        : Long.valueOf(page.get(page.size() - 1).id()));
    }

    /** The kinds of messages, the most frequent first. */
    public List<RefusedRows.Kind> kinds() {
        return rows.kinds();
    }

    /** How many messages are meant. */
    public long count(Which which) {
        return rows.count(which.choice());
    }

    /** What is known of a message, without its content. */
    public RefusedMessage head(long id) {
        return rows.head(id).orElseThrow(() -> none(id));
    }

    /** All about one message. */
    @GetMapping("/{id}")
    public Shown show(@PathVariable long id) {
        Audit.note("shown", 1);
        return rows.find(id)
                .map(full -> new Shown(full.message(), full.content().shown(), full.properties()))
                .orElseThrow(() -> none(id));
    }

    private static RuntimeException none(long id) {
        return Problem.notFound("There is no refused message " + id + '.');
    }

    /** Puts as many as memory holds onto their queue. */
    @PostMapping("/replay")
    public Done replay(@Valid Which which, @Valid Replay onto) throws JMSException {
        Choice choice = few(which);
        if (onto.source() != null) {
            requireSource.accept(onto.source());
        }
        List<Full> some = rows.some(choice, onto.after());
        List<Long> stay = replay.replay(some, onto.source());
        Long next = some.isEmpty()
                ? null
                : Long.valueOf(some.get(some.size() - 1).message().id());
        return told("replay", "replayed", new Done(some.size() - stay.size(), stay, next));
    }

    /** Removes them for good. */
    @PostMapping("/discard")
    public Done discard(@Valid Which which) {
        return told("discard", "discarded", new Done(rows.remove(few(which)), List.of(), null));
    }

    @PostMapping("/{action}")
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    Problem other(@PathVariable String action) {
        return new Problem("bad_request", "There is no '" + action + "' here: replay or discard.");
    }

    /** Asks nothing where any number is meant. */
    private Choice few(Which which) {
        Choice choice = which.choice();
        Long most = which.most();
        long found = most == null ? 0 : rows.count(choice);
        if (most != null && found > most) {
            throw new IllegalArgumentException(
                    "These are " + found + " messages by now, more than " + most + ". Nothing was done. Look again.");
        }
        return choice;
    }

    private Done told(String action, String outcome, Done done) {
        meters.count("refused.decision", outcome, done.messages());
        Audit.note("messages", done.messages());
        log.info("Refused messages: {} of {} done by an operator", action, done.messages());
        return done;
    }
}
