package org.extoledestination.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.extoledestination.sandbox.SandboxClient.quoted;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.sandbox.SandboxClient.Reply;
import org.extoledestination.support.SandboxChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    private static final String EVENT = quoted("{'event_name':'x','data':{'email':'ada@example.com'}}");

    private final Sandbox sandbox = Sandbox.start(SandboxChange.with("requestsPerMinute", 0));
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void nextRequestsAreAnsweredWithTheStatusThenAllIsWell() {
        client.fault("{'next':2,'status':503}");

        assertThat(statuses(4)).containsExactly(503, 503, 200, 200);
        assertThat(client.show("faults")).isEmpty();
        assertThat(client.show("events")).hasSize(2);
    }

    @Test
    void everyNthRequestIsStruck() {
        client.fault("{'every':3,'status':500}");

        assertThat(statuses(7)).containsExactly(200, 200, 500, 200, 200, 500, 200);
    }

    @Test
    void faultWithoutACountLastsUntilItIsRemoved() {
        client.fault("{'status':500}");
        assertThat(statuses(3)).containsOnly(500);

        assertThat(client.delete("/__sandbox/faults").status()).isEqualTo(204);
        assertThat(statuses(1)).containsExactly(200);
    }

    @Test
    void faultStrikesOnlyItsPathAndItsText() {
        client.fault("{'path':'/v6/events','match':'ada@','status':500}");

        assertThat(post("/v6/async-events").status()).isEqualTo(200);
        assertThat(client.post("/v6/events", quoted("{'event_name':'x'}")).status())
                .isEqualTo(200);
        assertThat(post("/v6/events").status()).isEqualTo(500);
    }

    @Test
    void faultsThatDoNotMatchAreNotUsedUp() {
        client.fault("{'path':'/v4/','next':1,'status':500}");

        assertThat(statuses(3)).containsOnly(200);
        assertThat(client.get("/v4/tokens").status()).isEqualTo(500);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "400,event_blocked",
        "401,method_unauthorized",
        "402,payment_required",
        "403,access_denied",
        "423,batch_job_locked",
        "429,too_many_requests",
        "500,software_error",
        "503,software_error"
    })
    void statusBringsItsUsualCode(int status, String code) {
        client.fault("{'status':" + status + "}");

        Reply actual = post("/v6/events");

        assertThat(actual.status()).isEqualTo(status);
        assertThat(actual.code()).isEqualTo(code);
        assertThat(actual.json().get("http_status_code").asInt()).isEqualTo(status);
    }

    @Test
    void codeAndRetryAfterAreSentAsTheyAre() {
        client.fault("{'status':401,'code':'expired_access_token','retryAfter':'Wed, 21 Oct 2026 07:28:00 GMT'}");

        Reply actual = post("/v6/events");

        assertThat(actual.code()).isEqualTo("expired_access_token");
        assertThat(actual.header("Retry-After")).isEqualTo("Wed, 21 Oct 2026 07:28:00 GMT");
    }

    @Test
    void literalBodyReplacesTheEnvelope() {
        client.fault("{'status':502,'body':'<h1>Bad gateway</h1>'}");

        Reply actual = post("/v6/events");

        assertThat(actual.status()).isEqualTo(502);
        assertThat(actual.text()).isEqualTo("<h1>Bad gateway</h1>");
    }

    @Test
    void processThenAnswerKeepsTheEventAndFailsAllTheSame() {
        client.fault("{'action':'process-then-answer','status':500,'next':1}");

        assertThat(post("/v6/events").status()).isEqualTo(500);
        assertThat(client.show("events")).hasSize(1);
        assertThat(client.show("requests").get(0).get("status").asInt()).isEqualTo(500);
    }

    @Test
    void malformedAnswersSuccessThatIsNoJson() {
        client.fault("{'action':'malformed'}");

        Reply actual = post("/v6/events");

        assertThat(actual.status()).isEqualTo(200);
        assertThatThrownBy(() -> Json.MAPPER.readTree(actual.text())).isInstanceOf(IOException.class);
    }

    @Test
    void emptyAnswersLikeAMisroutedRequest() {
        client.fault("{'action':'empty'}");

        Reply actual = post("/v6/events");

        assertThat(actual.status()).isEqualTo(204);
        assertThat(actual.text()).isEmpty();
        assertThat(client.show("events")).isEmpty();
    }

    @Test
    void extraFieldsComeOnTopOfTheUsualOnes() {
        client.fault("{'action':'extra-fields'}");

        Reply actual = post("/v6/async-events");
        Reply refused = client.post("/v6/async-events", "{}");

        assertThat(actual.status()).isEqualTo(200);
        assertThat(actual.json().fieldNames()).toIterable().contains("event_id").hasSizeGreaterThan(1);
        assertThat(client.show("events").get(0).get("event_id").asText()).isEqualTo(actual.field("event_id"));
        assertThat(refused.code()).isEqualTo("missing_event_name");
    }

    @Test
    void activeFaultsAreListedAsTheyWereGiven() {
        String fault = quoted("{'path':'/v6','next':2,'status':429,'retryAfter':'soon','action':'answer'}");
        client.fault(fault);
        client.fault("{'match':'x','every':4,'delayMillis':5,'action':'extra-fields'}");

        assertThat(client.show("faults").get(0)).hasToString(fault);
        assertThat(client.show("faults").get(1))
                .hasToString(quoted("{'match':'x','every':4,'delayMillis':5,'action':'extra-fields'}"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'status':500,'nxt':1}            | Unknown field 'nxt'. Known fields: path, match, next, every, status, code, retryAfter, body, delayMillis, action.
            {'status':500,'next':1,'every':2} | not both
            {'next':1}                        | A fault needs
            {'status':500,'next':0}           | Field 'next' must be from 1
            {'status':99}                     | Field 'status' must be from 200 to 599, not 99.
            {'delayMillis':-1}                | Field 'delayMillis'
            {'status':'often'}                | Field 'status' cannot be read
            {'action':'explode'}              | Field 'action' cannot be read
            []                                | A fault is a JSON object
            nonsense                          | A fault is a JSON object
            """)
    void badFaultIsRefusedInWords(String fault, String message) {
        Reply actual = client.post("/__sandbox/faults", quoted(fault));

        assertThat(actual.status()).isEqualTo(400);
        assertThat(actual.field("message")).contains(message);
        assertThat(client.show("faults")).isEmpty();
    }

    private Reply post(String path) {
        return client.post(path, EVENT);
    }

    private List<Integer> statuses(int count) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            statuses.add(post("/v6/async-events").status());
        }
        return statuses;
    }
}
