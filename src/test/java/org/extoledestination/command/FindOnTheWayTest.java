package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code find} tells of events that are not done yet. */
@Tag("slow")
class FindOnTheWayTest {

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        new SandboxView(sandbox.uri()).fault("""
                {"match": "Refused", "status": 400, "code": "invalid_event"}""");
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static void track(Application to, String id, String person, String event) {
        assertThat(to.post("/v1/track", """
                {"userId": "%s", "messageId": "%s", "event": "%s"}""".formatted(person, id, event)).statusCode())
                .isEqualTo(200);
    }

    private static Run command(Application of, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(Tokens.options(of.management("")));
        return Run.of(all.toArray(String[]::new));
    }

    @Test
    void whatIsReadOutOfTheQueueAndNotDoneIsInHandAndALetterThatIsReplayedOnItsWay(@TempDir Path data) {
        try (Application paused = Application.start(sandbox.uri(), data)) {
            track(paused, "m-again", "u-jack", "Refused");
            await().untilAsserted(() ->
                    assertThat(command(paused, "find", "m-again").out()).contains("dead letter 1  "));
            assertThat(command(paused, "delivery", "pause", "a look").exitCode())
                    .isZero();
            track(paused, "m-hand", "u-jill", "Step");
            assertThat(command(paused, "dead-letters", "replay", "1").exitCode())
                    .isZero();

            await().untilAsserted(
                            () -> assertThat(command(paused, "find", "m-hand").out())
                                    .contains("in hand  since 20", "It is read out of the queue", "delivery status"));
            await().untilAsserted(
                            () -> assertThat(command(paused, "find", "m-again").out())
                                    .contains("dead letter 1, on its way again", "nothing: wait"));
        }
    }

    @Test
    void whatNobodyHasReadYetAndWhatNoRouteCouldTakeIsFoundInItsMessage(@TempDir Path data) throws Exception {
        try (Application held = Application.start(sandbox.uri(), data.resolve("held"), "queue.hold=true")) {
            toSegmentEvents("m-unread", "track");

            await().untilAsserted(
                            () -> assertThat(command(held, "find", "m-unread").out())
                                    .contains("waits unread in segment.events  since 20", "A message names this id"));
        }
        try (Application reading = Application.start(sandbox.uri(), data.resolve("reading"))) {
            toSegmentEvents("m-bad", "nonsense");

            await().untilAsserted(
                            () -> assertThat(command(reading, "find", "m-bad").out())
                                    .contains("refused message 1  since 20", "bad_request", "What to do: "));
        }
    }

    private static void toSegmentEvents(String id, String type) throws JMSException {
        try (Connection connection =
                        new ActiveMQConnectionFactory("vm://extole-destination?create=false").createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(session.createQueue("segment.events"))
                    .send(session.createTextMessage("""
                            {"type": "%s", "userId": "u-1", "messageId": "%s", "event": "Step"}""".formatted(type, id)));
        }
    }
}
