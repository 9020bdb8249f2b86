package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.DeliveryOutcome.Misconfigured;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jms.UncategorizedJmsException;

class FailureTest {

    private static final Fault FAULT = new Fault(500, "software_error", Optional.empty());
    private static final Exchange EXCHANGE = new DefaultExchange(new DefaultCamelContext());

    private final Failure failure = new Failure();

    static Stream<Arguments> failures() {
        ExtoleException away = new ExtoleException(new Unavailable(FAULT, Optional.empty(), true));
        return Stream.of(
                Arguments.of(away, "EXTOLE"),
                Arguments.of(new ExtoleException(new Misconfigured(FAULT, "mend")), "EXTOLE"),
                Arguments.of(new CamelExchangeException("a split", EXCHANGE, away), "EXTOLE"),
                Arguments.of(new ConnectException("refused"), "EXTOLE"),
                Arguments.of(new ExtoleException(new Refused(FAULT)), "EVENT"),
                Arguments.of(new JsonParseException("{"), "EVENT"),
                Arguments.of(new IllegalStateException("a bug"), "EVENT"),
                Arguments.of(
                        new DataAccessResourceFailureException("db", new SQLException(new ConnectException("refused"))),
                        "STORE"),
                Arguments.of(new SQLException("db", new IOException("broken pipe")), "STORE"),
                Arguments.of(new DataIntegrityViolationException("too long", new SQLException("22001")), "EVENT"),
                Arguments.of(new DuplicateKeyException("somebody was quicker"), "STORE"),
                Arguments.of(new UncategorizedJmsException("broker"), "STORE"),
                Arguments.of(new ThrottlerRejectedExecutionException("calls are spent"), "EXTOLE"),
                Arguments.of(new DeliveryPausedException(), "EXTOLE"),
                Arguments.of(new RejectedExecutionException("stopping"), "STOPPING"),
                Arguments.of(new InterruptedException(), "STOPPING"),
                Arguments.of(new CamelExchangeException("a step", EXCHANGE, new OutOfMemoryError()), "STOPPING"),
                Arguments.of(new CamelExchangeException("a step", EXCHANGE, new StackOverflowError()), "EVENT"));
    }

    @ParameterizedTest(name = "{0} is about {1}")
    @MethodSource("failures")
    void theOutermostExceptionThatSaysItDecides(Exception thrown, String about) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, thrown);

        assertThat(failure.isAboutExtole(exchange)).isEqualTo(about.equals("EXTOLE"));
        assertThat(failure.isAboutStore(exchange)).isEqualTo(about.equals("STORE"));
        assertThat(failure.isAboutStopping(exchange)).isEqualTo(about.equals("STOPPING"));
    }

    @Test
    void whatFailedTogetherDoesNotAskTheStoreAgainAtTheSameMoment() {
        RedeliveryPolicy policy = new DeliveryConfiguration().storeRedelivery();

        assertThat(LongStream.range(0, 100)
                        .map(each -> policy.calculateRedeliveryDelay(0, 1))
                        .boxed())
                .allSatisfy(millis -> assertThat(millis).isBetween(850L, 1_150L))
                .satisfies(waits -> assertThat(Set.copyOf(waits)).hasSizeGreaterThan(10));
    }
}
