package org.extoledestination.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.extoledestination.torture.TortureExtole.Mood;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The witness of the torture runs blames nobody for what its own stand-in has done, and somebody for all else. */
class LedgerTest {

    private final Ledger ledger = new Ledger(1, 1);
    private final TortureExtole extole = new TortureExtole(ledger, 5_000);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        extole.close();
    }

    @Test
    void whatIsRepeatedAfterAYesIsAFault() {
        Numbered event = ledger.next(0);
        assertThat(deliver(event).join().statusCode()).isEqualTo(200);
        assertThat(deliver(event).join().statusCode()).isEqualTo(200);

        assertThat(ledger.faults()).singleElement().asString().contains("repeated without a reason");
    }

    @Test
    void whatIsRepeatedBecauseTheYesWasCutOffIsNone() {
        Numbered event = ledger.next(0);
        extole.be(Mood.SLOW);
        CompletableFuture<HttpResponse<String>> first = deliver(event);
        await().until(() -> extole.struck() == 1);
        extole.be(Mood.DOWN);
        assertThat(first).failsWithin(Duration.ofSeconds(10));
        await().until(() -> ledger.lacksYes(event));

        extole.be(Mood.WELL);
        assertThat(deliver(event).join().statusCode()).isEqualTo(200);

        assertThat(ledger.faults()).isEmpty();
        assertThat(ledger.figures()).contains("repeated since Extole gave no yes 1");
    }

    private CompletableFuture<HttpResponse<String>> deliver(Numbered event) {
        URI uri = extole.uri().resolve("/v6/async-events");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer sandbox-api-key")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"data\": {\"segment_message_id\": \"" + event.messageId() + "\"}}"))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
}
