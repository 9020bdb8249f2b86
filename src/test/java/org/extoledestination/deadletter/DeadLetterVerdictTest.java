package org.extoledestination.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.activemqbatch.PostponedException;
import org.extoledestination.delivery.DeliveryOutcome.Failed;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.DeliveryOutcome.Misconfigured;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.extoledestination.delivery.DeliveryPausedException;
import org.extoledestination.delivery.ExtoleException;
import org.extoledestination.delivery.Failure;
import org.extoledestination.delivery.erasure.DeletionRefusedException;
import org.extoledestination.event.MisplacedStepException;
import org.extoledestination.gate.content.InvalidEventException;
import org.extoledestination.inhand.SetAsideException;
import org.extoledestination.inhand.Suspect;
import org.extoledestination.mapping.UnmappableEventException;
import org.extoledestination.queue.QueueUnavailableException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.BeanUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jms.UncategorizedJmsException;
import org.springframework.transaction.CannotCreateTransactionException;

/** What routes do on a failure, and what its dead letter says, are read from the same cause. */
class DeadLetterVerdictTest {

    private static final Fault FAULT = new Fault(400, "invalid_value", Optional.of("7"));

    private final Failure failure = new Failure();

    static Stream<Arguments> ours() throws Exception {
        return Stream.of(
                arguments(
                        extole(new Unavailable(FAULT, Optional.empty(), true)), "EXTOLE", "given-up", "invalid_value"),
                arguments(extole(new Misconfigured(FAULT, "mend the token")), "EXTOLE", "given-up", "invalid_value"),
                arguments(extole(new Refused(FAULT)), "EVENT", "refused", "invalid_value"),
                arguments(made(DeliveryPausedException.class), "EXTOLE", "given-up", "DeliveryPausedException"),
                arguments(made(DeletionRefusedException.class), "EVENT", "refused", "refused_by_hand"),
                arguments(
                        made(UnmappableEventException.class, "missing_field", "The field is missing."),
                        "EVENT",
                        "unmappable",
                        "missing_field"),
                arguments(made(InvalidEventException.class, "/a is no number"), "EVENT", "invalid", "json_schema"),
                arguments(new MisplacedStepException("It belongs elsewhere."), "EVENT", "failed", "misplaced_step"),
                arguments(
                        made(SetAsideException.class, new Suspect("shop:m-1", 2, false, Instant.EPOCH)),
                        "EVENT",
                        "set-aside",
                        "ended_the_process"),
                arguments(
                        made(SetAsideException.class, new Suspect("shop:m-1", 0, true, Instant.EPOCH)),
                        "EVENT",
                        "set-aside",
                        "parked_by_hand"),
                arguments(
                        made(QueueUnavailableException.class, "No commit"),
                        "STORE",
                        "failed",
                        "QueueUnavailableException"),
                arguments(new PostponedException("later", 1), "STOPPING", "failed", "PostponedException"));
    }

    /** What a step that calls something throws if it is not told to hand on the answer. */
    private static Exception answer(int status) {
        return new HttpOperationFailedException("http://crm.example.com", status, "", null, Map.of(), "");
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments(new ConnectException("refused"), "EXTOLE", "given-up", "ConnectException"),
                arguments(
                        new IOException(new SocketTimeoutException()), "EXTOLE", "given-up", "SocketTimeoutException"),
                arguments(
                        new ThrottlerRejectedExecutionException("calls are spent"),
                        "EXTOLE",
                        "given-up",
                        "ThrottlerRejectedExecutionException"),
                arguments(answer(503), "EXTOLE", "given-up", "HttpOperationFailedException"),
                arguments(answer(429), "EXTOLE", "given-up", "HttpOperationFailedException"),
                arguments(answer(404), "EVENT", "failed", "HttpOperationFailedException"),
                arguments(new JsonParseException("{"), "EVENT", "failed", "JsonParseException"),
                arguments(new SQLException("22001"), "STORE", "failed", "SQLException"),
                arguments(new DuplicateKeyException("too late"), "STORE", "failed", "DuplicateKeyException"),
                arguments(new UncategorizedJmsException("broker"), "STORE", "failed", "UncategorizedJmsException"),
                arguments(
                        new CannotCreateTransactionException("pool"),
                        "STORE",
                        "failed",
                        "CannotCreateTransactionException"),
                arguments(new RejectedExecutionException("stop"), "STOPPING", "failed", "RejectedExecutionException"),
                arguments(new InterruptedException(), "STOPPING", "failed", "InterruptedException"),
                arguments(new IllegalStateException("a bug"), "EVENT", "failed", "IllegalStateException"));
    }

    /** Each of them in each other: the outer one decides. A fault without a word of its own is named by its innermost cause. */
    static Stream<Arguments> nested() throws Exception {
        SQLException sql = new SQLException("08006", new IOException("broken pipe"));
        JsonParseException json = new JsonParseException("{");
        Exception unmappable = made(UnmappableEventException.class, "bad_value", "It is no number.");
        Exception unavailable = extole(new Unavailable(FAULT, Optional.empty(), true));
        Exception refused = extole(new Refused(FAULT));
        return Stream.of(
                arguments(sql, "STORE", "failed", "IOException"),
                arguments(new IOException("a stream", new SQLException()), "EXTOLE", "given-up", "IOException"),
                arguments(new DataIntegrityViolationException("22001", sql), "EVENT", "failed", "IOException"),
                arguments(
                        new IOException("a stream", new DataIntegrityViolationException("22001")),
                        "EXTOLE",
                        "given-up",
                        "IOException"),
                arguments(new DataAccessResourceFailureException("db", sql), "STORE", "failed", "IOException"),
                arguments(new UncategorizedJmsException(new IOException()), "STORE", "failed", "IOException"),
                arguments(new RejectedExecutionException(new IOException()), "STOPPING", "failed", "IOException"),
                arguments(
                        new JsonMappingException(null, "a field", new IOException()), "EVENT", "failed", "IOException"),
                arguments(new IOException("a stream", json), "EXTOLE", "given-up", "JsonParseException"),
                arguments(new DataAccessResourceFailureException("db", json), "STORE", "failed", "JsonParseException"),
                arguments(new IllegalStateException(new IOException()), "EXTOLE", "given-up", "IOException"),
                arguments(new IllegalStateException(unmappable), "EVENT", "unmappable", "bad_value"),
                arguments(unmappable(new IOException()), "EVENT", "unmappable", "bad_value"),
                arguments(new IOException("a stream", unmappable), "EXTOLE", "given-up", "IOException"),
                arguments(new SQLException(unmappable), "STORE", "failed", "UnmappableEventException"),
                arguments(new IOException("a stream", unavailable), "EXTOLE", "given-up", "IOException"),
                arguments(new IOException("a stream", refused), "EXTOLE", "given-up", "IOException"),
                arguments(new InvocationOf(refused), "EVENT", "refused", "invalid_value"),
                arguments(new InvocationOf(unavailable), "EXTOLE", "given-up", "invalid_value"));
    }

    private static final class InvocationOf extends Exception {
        private static final long serialVersionUID = 1L;

        InvocationOf(Throwable cause) {
            super(cause);
        }
    }

    private static Exception unmappable(Exception cause) throws Exception {
        Exception unmappable = made(UnmappableEventException.class, "bad_value", "It is no number.");
        unmappable.initCause(cause);
        return unmappable;
    }

    private static Exception extole(Failed outcome) throws Exception {
        return BeanUtils.instantiateClass(ExtoleException.class.getDeclaredConstructor(Failed.class), outcome);
    }

    private static Exception made(Class<? extends Exception> type, Object... arguments) throws Exception {
        Class<?>[] types = Stream.of(arguments).map(Object::getClass).toArray(Class<?>[]::new);
        return BeanUtils.instantiateClass(type.getDeclaredConstructor(types), arguments);
    }

    @ParameterizedTest(name = "{0}: {1}, {2}, {3}")
    @MethodSource({"ours", "others", "nested"})
    void kindReasonAndCodeFollowFromTheSameCause(Exception thrown, String kind, String reason, String code) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Stream.of(
                        thrown,
                        new RuntimeCamelException(thrown),
                        new CamelExecutionException("a split", exchange, thrown),
                        new CamelExecutionException("a split", exchange, new RuntimeCamelException(thrown)))
                .forEach(failed -> {
                    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failed);
                    Verdict verdict = Verdict.of(failed);

                    assertThat(kind(exchange) + ' ' + verdict.reason() + ' ' + verdict.code())
                            .isEqualTo(kind + ' ' + reason + ' ' + code);
                    assertThat(verdict.fault()).isEqualTo(Optional.of(FAULT).filter(any -> code.equals(FAULT.code())));
                    assertThat(verdict.detail()).isNotBlank();
                });
    }

    private String kind(Exchange exchange) {
        return failure.isAboutExtole(exchange)
                ? "EXTOLE"
                : failure.isAboutStore(exchange) ? "STORE" : failure.isAboutStopping(exchange) ? "STOPPING" : "EVENT";
    }
}
