package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.extoledestination.delivery.DeliveryOutcome.Delivered;
import org.extoledestination.delivery.DeliveryOutcome.Misconfigured;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtoleAnswerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);

    private final ExtoleAnswer answer = new ExtoleAnswer(CLOCK);

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    # the event itself
                    400 | missing_event_name                            | Refused
                    400 | invalid_event_time_format                     | Refused
                    400 | event_blocked                                 | Refused
                    400 | missing_request_body                          | Refused
                    400 | invalid_json                                  | Refused
                    400 | invalid_json_malformed                        | Refused
                    400 | request_body_size_too_large                   | Refused
                    400 | empty_request                                 | Refused
                    400 | invalid_erasure_email                         | Refused
                    400 | data_not_found                                | Refused
                    404 | data_not_found                                | Refused
                    403 | person_not_found                              | Refused
                    404 | person_not_found                              | Refused
                    400 | audience_not_found                            | Refused
                    404 | audience_not_found                            | Refused
                    400 | membership_not_found                          | Refused
                    404 | membership_not_found                          | Refused
                    400 | invalid_json_non_parseable                    | Refused
                    400 | binding_error                                 | Refused
                    400 | timezone_invalid                              | Refused
                    400 | invalid_time_zone                             | Refused
                    400 | invalid_null                                  | Refused
                    400 | anything                                      | Refused
                    409 | conflict                                      | Refused
                    413 | too_large                                     | Refused
                    422 | anything                                      | Refused
                    451 | anything                                      | Refused
                    # Extole, for now
                    400 | audience_operation_another_operation_in_progress | Unavailable
                    400 | batch_job_locked                              | Unavailable
                    408 | timeout                                       | Unavailable
                    423 | batch_job_locked                              | Unavailable
                    425 | too_early                                     | Unavailable
                    429 | too_many_requests                             | Unavailable
                    503 | too_many_requests                             | Unavailable
                    500 | software_error                                | Unavailable
                    501 | anything                                      | Unavailable
                    502 | anything                                      | Unavailable
                    503 | anything                                      | Unavailable
                    504 | anything                                      | Unavailable
                    599 | anything                                      | Unavailable
                    # our set-up
                    401 | method_unauthorized                           | Misconfigured
                    401 | invalid_access_token                          | Misconfigured
                    401 | expired_access_token                          | Misconfigured
                    401 | invalid_credentials                           | Misconfigured
                    403 | invalid_credentials                           | Misconfigured
                    402 | payment_required                              | Misconfigured
                    403 | missing_access_token                          | Misconfigured
                    403 | access_denied                                 | Misconfigured
                    400 | access_denied                                 | Misconfigured
                    403 | scopes_denied                                 | Misconfigured
                    400 | batch_job_unauthorized_scopes                 | Misconfigured
                    403 | batch_job_unauthorized_scopes                 | Misconfigured
                    403 | anything                                      | Misconfigured
                    404 | method_not_found                              | Misconfigured
                    404 | anything                                      | Misconfigured
                    405 | method_not_allowed                            | Misconfigured
                    406 | not_acceptable                                | Misconfigured
                    407 | proxy                                         | Misconfigured
                    415 | unsupported_media_type                        | Misconfigured
                    204 | anything                                      | Misconfigured
                    301 | anything                                      | Misconfigured
                    """)
    void extolesCodeDecidesThenTheStatus(int status, String code, String outcome) {
        String body = """
                {"unique_id": "7465", "http_status_code": %d, "code": "%s", "message": "x", "parameters": {}}""".formatted(status, code);

        DeliveryOutcome actual = answer.judge(status, body, null);

        assertThat(actual.getClass().getSimpleName()).isEqualTo(outcome);
    }

    /** Else each event that meets a wrong address would be a dead letter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>",
                "Bad Request\nThis combination of host and port requires TLS.\n",
                "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
                "Client sent an HTTP request to an HTTPS server.\n"
            })
    void plainHttpAtAPortForTlsIsOurSetUp(String body) {
        assertThat(answer.judge(400, body, null)).isInstanceOfSatisfying(Misconfigured.class, misconfigured -> {
            assertThat(misconfigured.fault()).hasToString("wants_tls (status=400)");
            assertThat(misconfigured.action()).contains("EXTOLE_EVENTS_URL", "https://");
        });
    }

    @ParameterizedTest(name = "{0} without a code -> {1}")
    @CsvSource({
        "204, Misconfigured, misrouted",
        "302, Misconfigured, http_302",
        "400, Refused, http_400",
        "401, Misconfigured, http_401",
        "404, Misconfigured, http_404",
        "429, Unavailable, http_429",
        "503, Unavailable, http_503"
    })
    void theStatusDecidesWhereSomethingElseThanExtoleAnswers(int status, String outcome, String code) {
        DeliveryOutcome actual = answer.judge(status, "<html>Bad gateway</html>", null);

        assertThat(actual.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(actual.toString()).contains(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event_id\": \"7465\"}",
                "{\"event_id\": \"7465\", \"person_id\": \"1\", \"unknown\": {}}",
                "{\"id\": 7465}",
                "{\"status\": \"COMPLETED\", \"note\": null}"
            })
    void aSuccessThatExtoleWroteIsDelivered(String body) {
        assertThat(answer.judge(200, body, null)).isEqualTo(new Delivered());
        assertThat(answer.judge(202, body, null)).isEqualTo(new Delivered());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "{}", "[]", "null", "<html>", "{\"event_id\": \"\"}", "{\"event_id\""})
    void aSuccessThatExtoleCannotHaveWrittenIsNoDelivery(String body) {
        DeliveryOutcome actual = answer.judge(200, body, null);

        assertThat(actual).isInstanceOfSatisfying(Misconfigured.class, misconfigured -> {
            assertThat(misconfigured.fault().code()).isEqualTo("not_extoles_answer");
            assertThat(misconfigured.action()).contains("EXTOLE_EVENTS_URL");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    200 | []                                    | Delivered
                    200 | {"plan": {"value": "gold"}}           | Delivered
                    200 | {}                                    | Delivered
                    200 | "welcome"                             | Misconfigured
                    200 | <html>                                | Misconfigured
                    204 | ''                                    | Misconfigured
                    400 | {"code": "data_already_exists"}       | Refused
                    403 | {"code": "access_denied"}             | Misconfigured
                    429 | {"code": "too_many_requests"}         | Unavailable
                    """)
    void aCallThatReadsIsAnsweredByAnyObjectOrArray(int status, String body, String outcome) {
        assertThat(answer.judgeRead(status, ExtoleAnswer.json(body), null)
                        .getClass()
                        .getSimpleName())
                .isEqualTo(outcome);
    }

    @Test
    void anAnswerWithoutABodyIsNoDelivery() {
        assertThat(answer.judge(200, null, null)).isInstanceOf(Misconfigured.class);
    }

    @Test
    void anErasureThatFailedIsTriedAgain() {
        assertThat(answer.judge(200, "{\"status\": \"FAILED\"}", null))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        unavailable ->
                                assertThat(unavailable.perhapsThisEvent()).isTrue());
    }

    @Test
    void onlyAPlain500MayBeTheEventsOwnFault() {
        assertThat(((Unavailable) answer.judge(500, null, null)).perhapsThisEvent())
                .isTrue();
        assertThat(((Unavailable) answer.judge(503, null, null)).perhapsThisEvent())
                .isFalse();
        assertThat(((Unavailable) answer.judge(429, null, null)).perhapsThisEvent())
                .isFalse();
    }

    @Test
    void aFaultNamesCodeStatusAndExtolesIdOfIt() {
        Refused actual = (Refused) answer.judge(400, "{\"unique_id\": \"7465\", \"code\": \"event_blocked\"}", null);

        assertThat(actual.fault()).hasToString("event_blocked (status=400, uniqueId=7465)");
        assertThat(new DeliveryOutcome.Fault(503, "http_503", Optional.empty())).hasToString("http_503 (status=503)");
    }

    /** A code goes into log lines, dead letters, metrics and onto terminals, whoever answers in Extole's place. */
    @ParameterizedTest
    @ValueSource(ints = {400, 403, 500})
    void aFaultHasNothingThatMovesATerminalOrHides(int status) {
        String dirty = "event_\\u001b[2J\\u202eblocked\\u009b31m\\u200b\\n2026-11-30 INFO jane@example.com"
                + "x".repeat(3_000);
        String body = "{\"unique_id\": \"7\\u001b]0;\\u202e" + "5".repeat(3_000) + "\", \"code\": \"" + dirty + "\"}";

        String told = answer.judge(status, body, null).toString();

        assertThat(told).contains("event_blocked").doesNotContain("jane").hasSizeLessThan(1_000);
        assertThat(told.codePoints().map(Character::getType).boxed())
                .doesNotContain((int) Character.CONTROL, (int) Character.FORMAT);
    }

    @ParameterizedTest
    @CsvSource({
        "401, EXTOLE_API_KEY",
        "402, ask Extole",
        "403, scopes",
        "404, EXTOLE_API_URL",
        "407, proxy",
        "415, report"
    })
    void aFaultInOurSetUpSaysWhatToMend(int status, String action) {
        assertThat(((Misconfigured) answer.judge(status, null, null)).action()).contains(action);
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource({
        "expired_access_token, 400, EXTOLE_API_KEY",
        "scopes_denied, 409, EXTOLE_API_KEY",
        "payment_required, 500, not paid",
        "method_not_allowed, 400, this kind of request",
        "method_not_found, 403, EXTOLE_EVENTS_URL"
    })
    void theCodeThatDecidedSaysWhatToMendWhateverTheStatus(String code, int status, String action) {
        String body = "{\"code\": \"" + code + "\"}";

        assertThat(((Misconfigured) answer.judge(status, body, null)).action()).contains(action);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
                    0                             | PT0S
                    7                             | PT7S
                    7200                          | PT1H
                    99999999999999999999          | PT1H
                    Mon, 23 Nov 2026 10:00:30 GMT | PT30S
                    Mon, 23 Nov 2026 09:59:00 GMT | null
                    Tue, 24 Nov 2026 10:00:00 GMT | PT1H
                    soon                          | null
                    -5                            | null
                    1.5                           | null
                    ''                            | null
                    null                          | null
                    """)
    void retryAfterIsReadInSecondsAndAsADateUpToAnHour(
            @org.jspecify.annotations.Nullable String header, @org.jspecify.annotations.Nullable Duration wait) {
        Unavailable actual = (Unavailable) answer.judge(429, null, header);

        assertThat(actual.retryAfter()).isEqualTo(Optional.ofNullable(wait));
    }
}
