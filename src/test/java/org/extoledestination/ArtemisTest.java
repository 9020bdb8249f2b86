package org.extoledestination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ExternalArtemis;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With ActiveMQ Artemis in place of Classic, by its address alone. */
@Tag("slow")
class ArtemisTest {

    @Test
    void artemisKeepsWhatWasAcceptedInOrderOverAKill(@TempDir Path folder) throws JMSException {
        try (ExternalArtemis broker = new ExternalArtemis(folder.resolve("artemis"));
                Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application =
                        Application.start(sandbox.uri(), folder.resolve("data"), "queue.broker-url=" + broker.url())) {
            SandboxView extole = new SandboxView(sandbox.uri());

            send(broker, "{\"type\": \"track\", \"userId\": \"q-1\", \"messageId\": \"q-1\", \"event\": \"Step\"}");
            await().atMost(Duration.ofSeconds(30)).until(() -> ids(extole).contains("q-1"));
            extole.fault("{\"status\": 503}");
            List<String> kept = IntStream.range(0, 30)
                    .mapToObj(i -> accepted(application, "a-" + i))
                    .toList();

            broker.kill();
            await().atMost(Duration.ofSeconds(30)).until(() -> track(application, "refused") == 503);
            broker.startAgain();
            extole.mend();

            await().atMost(Duration.ofSeconds(60)).until(() -> ids(extole).containsAll(kept));
            assertThat(ids(extole).stream().filter(kept::contains).distinct()).containsExactlyElementsOf(kept);
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    private static String accepted(Application application, String id) {
        assertThat(track(application, id)).isEqualTo(200);
        return id;
    }

    private static int track(Application application, String id) {
        return application.post("/v1/track", """
                {"userId": "u-1", "messageId": "%s", "event": "Step"}""".formatted(id)).statusCode();
    }

    private static List<String> ids(SandboxView extole) {
        return extole.eachEvents("/data/segment_message_id");
    }

    private static void send(ExternalArtemis broker, String text) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(broker.url()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(session.createQueue("segment.events")).send(session.createTextMessage(text));
        }
    }
}
