package org.extoledestination.queue.refused;

import static org.extoledestination.platform.management.Problem.answer;
import static org.extoledestination.platform.management.Problem.problem;

import jakarta.jms.JMSException;
import java.util.List;
import java.util.function.Consumer;
import org.extoledestination.platform.management.Asked;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.queue.refused.RefusedRows.Choice;
import org.extoledestination.queue.refused.RefusedRows.Full;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;

/**
 * {@code /actuator/refused} on the management port: {@code GET} lists refused messages, {@code GET <id>} shows one,
 * {@code POST replay} puts messages onto the queue that they came from and {@code POST discard} removes them, those with
 * the numbers {@code id} or, with {@code upTo}, all up to a number.
 */
@Endpoint(id = "refused")
record RefusedEndpoint(RefusedRows rows, RefusedReplay replay, Consumer<String> requireSource, Meters meters) {

    private static final Logger log = LoggerFactory.getLogger(RefusedEndpoint.class);
    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_PAGE = 1_000;

    /**
     * A page of messages.
     *
     * @param total how many there are
     * @param bytes how much room all of them take up
     * @param refused the latest of them
     * @param next what to give as {@code before} for the next page; null if this is the last
     */
    record Listing(
            long total,
            long bytes,
            List<RefusedMessage> refused,
            @org.jspecify.annotations.Nullable Long next) {}

    /** All about one message; its content may hold personal data. */
    record Shown(RefusedMessage message, String content, String properties) {}

    /**
     * What was done.
     *
     * @param messages how many messages it concerns
     * @param stay those that are neither text nor bytes: a replay cannot make them anew
     * @param next what to give as {@code after} to go on; null if all is done
     */
    record Done(
            int messages,
            List<Long> stay,
            @org.jspecify.annotations.Nullable Long next) {}

    /** Spring's own {@code @Nullable}: the endpoint takes a parameter for optional only by that. */
    @ReadOperation
    WebEndpointResponse<Object> list(@Nullable String limit, @Nullable String before) {
        return answer(() -> {
            int most = Asked.limit(limit, DEFAULT_LIMIT, LARGEST_PAGE);
            List<RefusedMessage> page = rows.list(Asked.number("before", before, Long.MAX_VALUE), most);
            RefusedRows.Size size = rows.size();
            Audit.note("shown", page.size());
            return new Listing(
                    size.messages(),
                    size.bytes(),
                    page,
                    page.size() < most
                            ? null
                            : Long.valueOf(page.get(page.size() - 1).id()));
        });
    }

    @ReadOperation
    WebEndpointResponse<Object> show(@Selector String id) {
        return answer(() -> rows.find(Asked.number("id", id, 0))
                .<Object>map(full -> new Shown(full.message(), full.content().shown(), full.properties()))
                .orElseGet(() -> problem(404, "There is no refused message " + id + '.')));
    }

    @WriteOperation
    WebEndpointResponse<Object> act(
            @Selector String action,
            @Nullable String id,
            @Nullable String upTo,
            @Nullable String after,
            @Nullable String source) {
        return answer(() -> {
            if ((id == null) == (upTo == null)) {
                throw new IllegalArgumentException("Name messages by 'id', or all up to a number by 'upTo'.");
            }
            Choice choice = id == null
                    ? Choice.upTo(Asked.number("upTo", upTo, 0))
                    : Choice.of(Asked.numbers("id", List.of(id)));
            Done done = switch (action) {
                case "replay" -> replay(choice, Asked.number("after", after, 0), source);
                case "discard" -> new Done(rows.remove(choice), List.of(), null);
                default -> throw new IllegalArgumentException("There is no '" + action + "' here: replay or discard.");
            };
            meters.count("refused.decision", action.equals("replay") ? "replayed" : "discarded", done.messages());
            Audit.note("messages", done.messages());
            log.info("Refused messages: {} of {} done by an operator", action, done.messages());
            return done;
        });
    }

    private Done replay(Choice choice, long after, @Nullable String source) throws JMSException {
        if (source != null) {
            requireSource.accept(source);
        }
        List<Full> some = rows.some(choice, after);
        List<Long> stay = replay.replay(some, source);
        return new Done(
                some.size() - stay.size(),
                stay,
                some.isEmpty()
                        ? null
                        : Long.valueOf(some.get(some.size() - 1).message().id()));
    }
}
