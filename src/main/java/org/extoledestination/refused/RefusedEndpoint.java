package org.extoledestination.refused;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.management.Audit;
import org.extoledestination.refused.RefusedRows.Full;
import org.extoledestination.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.DataAccessException;
import org.springframework.lang.Nullable;

/**
 * {@code /actuator/refused} on the management port: {@code GET} lists refused messages, {@code GET <id>} shows one,
 * {@code POST replay} puts messages onto the queue that they came from and {@code POST discard} removes them, those with
 * the numbers {@code id} or, with {@code upTo}, all up to a number.
 */
@Endpoint(id = "refused")
final class RefusedEndpoint {

    private static final Logger log = LoggerFactory.getLogger(RefusedEndpoint.class);
    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final RefusedRows rows;
    private final ConnectionFactory connections;
    private final Meters meters;

    RefusedEndpoint(RefusedRows rows, ConnectionFactory connections, Meters meters) {
        this.rows = rows;
        this.connections = connections;
        this.meters = meters;
    }

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
     */
    record Done(int messages, List<Long> stay) {}

    /** Why nothing was done. */
    record Problem(String message) {}

    private interface Work {
        Object result() throws JMSException;
    }

    /** Spring's own {@code @Nullable}: the endpoint takes a parameter for optional only by that. */
    @ReadOperation
    WebEndpointResponse<Object> list(@Nullable Integer limit, @Nullable Long before) {
        return answer(() -> {
            int most = Math.max(1, Math.min(LARGEST_PAGE, limit == null ? DEFAULT_LIMIT : limit));
            List<RefusedMessage> page = rows.list(before == null ? Long.MAX_VALUE : before, most);
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
        return answer(() -> rows.find(numbers(id).get(0))
                .<Object>map(full -> new Shown(full.message(), full.content().shown(), full.properties()))
                .orElseGet(() ->
                        new WebEndpointResponse<Object>(new Problem("There is no refused message " + id + '.'), 404)));
    }

    @WriteOperation
    WebEndpointResponse<Object> act(@Selector String action, @Nullable String id, @Nullable String upTo) {
        return answer(() -> {
            if (!action.equals("replay") && !action.equals("discard")) {
                throw new IllegalArgumentException("There is no '" + action + "' here: replay or discard.");
            }
            if ((id == null) == (upTo == null)) {
                throw new IllegalArgumentException("Name messages by 'id', or all up to a number by 'upTo'.");
            }
            Done done = act(
                    action,
                    id == null ? List.of() : numbers(id),
                    upTo == null ? 0 : numbers(upTo).get(0));
            Audit.note("messages", done.messages());
            log.info("Refused messages: {} of {} done by an operator", action, done.messages());
            return done;
        });
    }

    private Done act(String action, List<Long> ids, long upTo) throws JMSException {
        List<Long> stay = new ArrayList<>();
        int done = 0;
        long last = 0;
        for (List<Long> some = ids.isEmpty() ? rows.ids(last, upTo) : ids; !some.isEmpty(); ) {
            done += action.equals("replay") ? replay(some, stay) : rows.remove(some);
            last = some.get(some.size() - 1);
            some = ids.isEmpty() ? rows.ids(last, upTo) : List.of();
        }
        rows.sync();
        meters.count("refused.decision", action.equals("replay") ? "replayed" : "discarded", done);
        return new Done(done, stay);
    }

    /** First onto the queue, then out of the table: a kill in between repeats them, and loses nothing. */
    private int replay(List<Long> ids, List<Long> stay) throws JMSException {
        List<Long> gone = new ArrayList<>();
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            for (long id : ids) {
                Optional<Full> full = rows.find(id);
                if (full.isPresent()) {
                    (send(full.get(), session) ? gone : stay).add(id);
                }
            }
            session.commit();
        }
        rows.remove(gone);
        return gone.size();
    }

    private static boolean send(Full full, Session session) throws JMSException {
        Object content = full.content().original();
        if (content == null) {
            return false;
        }
        Message message = content instanceof String text
                ? session.createTextMessage(text)
                : bytes(session.createBytesMessage(), (byte[]) content);
        try {
            for (Map.Entry<String, Object> property : RefusedMessages.JSON
                    .readValue(full.properties(), new TypeReference<Map<String, Object>>() {})
                    .entrySet()) {
                message.setObjectProperty(property.getKey(), property.getValue());
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The properties of a refused message cannot be read", e);
        }
        session.createProducer(session.createQueue(full.message().queue())).send(message);
        return true;
    }

    private static BytesMessage bytes(BytesMessage message, byte[] content) throws JMSException {
        message.writeBytes(content);
        return message;
    }

    private static List<Long> numbers(String text) {
        try {
            List<Long> numbers =
                    Arrays.stream(text.split(",")).map(Long::valueOf).toList();
            if (!numbers.isEmpty() && numbers.size() <= LARGEST_PAGE) {
                return numbers;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Name refused messages by their numbers, parted by commas.", e);
        }
        throw new IllegalArgumentException("Name at most " + LARGEST_PAGE + " refused messages, or all with 'upTo'.");
    }

    private static WebEndpointResponse<Object> answer(Work work) {
        try {
            Object result = work.result();
            return result instanceof WebEndpointResponse<?> already
                    ? new WebEndpointResponse<>(already.getBody(), already.getStatus())
                    : new WebEndpointResponse<>(result);
        } catch (IllegalArgumentException e) {
            return new WebEndpointResponse<>(new Problem(String.valueOf(e.getMessage())), 400);
        } catch (DataAccessException e) {
            return new WebEndpointResponse<>(new Problem("The database does not answer. Mend it and try again."), 503);
        } catch (JMSException e) {
            return new WebEndpointResponse<>(
                    new Problem("The broker did not take the messages, so they stay here. Mend it and try again."),
                    503);
        }
    }
}
