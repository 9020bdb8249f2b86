package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.extoledestination.ingest.Doors.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class IngestAnswersTest {

    private final Doors doors = new Doors();
    private final IngestAnswers answers = doors.answers();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void whatIsKeptIsAnsweredWithAJsonObjectAndNoHeaderOfTheRequest() {
        exchange.getMessage().setHeader("Authorization", "Basic d2tfZGVtbzo=");

        answers.accepted(exchange);

        assertThat(status()).isEqualTo(200);
        assertThat(body()).isEqualTo(Json.parse(bytes("{\"success\": true}")));
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("Authorization");
    }

    @Test
    void aRefusalIsCountedAndToldInOneLine(CapturedOutput output) {
        failed(new RefusedException(401, "unknown_source", "The key is missing."));

        answers.refused(exchange);

        assertThat(status()).isEqualTo(401);
        assertThat(body().path("code").textValue()).isEqualTo("unknown_source");
        assertThat(exchange.getMessage().getHeader("Retry-After")).isNull();
        assertThat(doors.counted("unknown_source")).isEqualTo(1);
        assertThat(output.getOut().lines()).hasSize(1);
    }

    /** By the server, which counts it. */
    @Test
    void whatIsNoHttpIsToldInOneLineHoweverOftenItComes(CapturedOutput output) {
        answers.malformed("203.0.113.7");
        answers.malformed("2001:db8:1:2::7");
        answers.malformed("null");

        assertThat(output.getOut().lines())
                .singleElement()
                .asString()
                .contains("code=malformed", "from=203.0.113.0/24. It is no request as HTTP has it");
        assertThat(doors.counted("malformed")).isZero();
    }

    @Test
    void whatWillDoLaterSaysWhen() {
        failed(new RefusedException(503, "no_key_configured", "No key."));

        answers.refused(exchange);

        assertThat(exchange.getMessage().getHeader("Retry-After")).isEqualTo("5");
    }

    @Test
    void aQueueThatDoesNotKeepIs503WithWholeSeconds() {
        answers.unavailable(exchange);

        assertThat(status()).isEqualTo(503);
        assertThat(exchange.getMessage().getHeader("Retry-After")).isEqualTo("5");
        assertThat(doors.counted("unavailable")).isEqualTo(1);
    }

    @Test
    void aFaultOfOursIs500AndItsTextStaysOutOfTheLog(CapturedOutput output) {
        failed(new IllegalStateException("mia@example.com"));

        answers.failed(exchange);

        assertThat(status()).isEqualTo(500);
        assertThat(body().toString()).doesNotContain("mia@example.com");
        assertThat(output.getOut()).contains("IllegalStateException").doesNotContain("mia@example.com");
    }

    @Test
    void aFaultWithoutATraceIsToldToo(CapturedOutput output) {
        IllegalStateException fault = new IllegalStateException();
        fault.setStackTrace(new StackTraceElement[0]);
        failed(fault);

        answers.failed(exchange);

        assertThat(output.getOut()).contains("an unknown place");
    }

    @Test
    void whatIsLostBehindAPictureIsCounted() {
        failed(new RefusedException(401, "unknown_source", "The key is missing."));
        answers.lost(exchange);
        failed(new IllegalStateException());
        answers.lost(exchange);

        assertThat(doors.counted("unknown_source")).isEqualTo(1);
        assertThat(doors.counted("pixel_lost")).isEqualTo(1);
    }

    private void failed(Exception cause) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, cause);
    }

    private Object status() {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE);
    }

    private JsonNode body() {
        return Json.parse(exchange.getMessage().getBody(byte[].class));
    }
}
