package org.extoledestination.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.command.ActiveMQMessage;
import org.apache.activemq.util.ByteSequence;
import org.extoledestination.command.Commands;
import org.extoledestination.inhand.Poison;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that no route can take, on either queue: none blocks it, and each is where an operator finds it. */
@Tag("slow")
class ForeignMessagesTest {

    private static final String REFUSED = "segment.events.refused";
    private static final byte[] RUBBISH = {1, 2, 3, 4, 5, 6, 7};

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {EventQueue.NAME, "segment.events"})
    void ofAnyKindAreRefusedWithTheReasonAndBlockNothing(String queue) throws Exception {
        try (Application application = Application.start(sandbox.uri(), folder);
                Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            List<Message> all = foreign(session);
            for (Message each : all) {
                session.createProducer(session.createQueue(queue)).send(each);
            }

            List<Message> refused = receive(session, all.size());
            assertThat(refused).allSatisfy(each -> {
                assertThat(each).isInstanceOf(TextMessage.class);
                assertThat(each.getStringProperty("refusedReason"))
                        .startsWith(queue.equals(EventQueue.NAME) ? "not_an_event: " : "");
            });
            application.post("/v1/track", """
                    {"userId": "u", "messageId": "good", "event": "Step"}""");
            await().until(() -> new SandboxView(sandbox.uri())
                    .eachEvents("/data/segment_message_id")
                    .contains("good"));
            assertThat(application.health("queue").path("status").asText()).isEqualTo("UP");
        }
    }

    /** What is laid there to stay is kept, and what nobody can read is kept as it came; no copy of it comes back there. */
    @Test
    void onTheQueueOfCopiesTheyAreKeptAndLeaveNothingThere() throws Exception {
        Path routes =
                routes("16-refused-copies", "        - bean: { ref: refusedMessages, method: takeOver }", """
                        - filter:
                            simple: "${body} contains 'Poison'"
                            steps:
                              - bean: { beanType: %s, method: fail }
                        - bean: { ref: refusedMessages, method: takeOver }
                """.formatted(
                        Poison.class.getName()).stripTrailing());
        try (Application application = Application.start(
                        sandbox.uri(),
                        folder.resolve("data"),
                        "routes.folder=" + routes,
                        "queue.park-after=3s",
                        "queue.park-after-attempts=2");
                Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            List<Message> all = new ArrayList<>(foreign(session));
            all.add(session.createTextMessage("Poison"));
            for (Message each : all) {
                session.createProducer(session.createQueue(REFUSED)).send(each);
            }
            send(session, REFUSED, "behind them");

            await().untilAsserted(() ->
                    assertThat(application.health("queue").toString()).contains("DOWN", "messages of '" + REFUSED));
            await().until(() -> refused(application).path("total").asInt() == all.size() + 1);
            await().until(() -> !session.createBrowser(session.createQueue(REFUSED))
                    .getEnumeration()
                    .hasMoreElements());
            assertThat(refused(application).at("/refused/1/detail").asText())
                    .contains("failed on the message", "IllegalStateException at " + Poison.class.getName());
            assertThat(refused(application).path("refused"))
                    .allSatisfy(each -> assertThat(each.path("queue").asText()).isEqualTo("segment.events"));
            await().untilAsserted(() ->
                    assertThat(application.health("queue").toString()).contains("UP", "\"parked\":1"));
        }
    }

    @Test
    void whatKilledTheProcessTwiceOnTheQueueOfCopiesIsKeptWithoutALook() throws Exception {
        Path data = folder.resolve("data");
        Path routes = routes(
                "16-refused-copies", "    id: refused-copies\n", "    id: refused-copies\n    autoStartup: false\n");
        String id;
        try (Application application = Application.start(sandbox.uri(), data, "routes.folder=" + routes);
                Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            id = send(session, REFUSED, "kills");
            assertThat(refused(application).path("total").asInt()).isZero();
        }
        Files.writeString(
                data.resolve("suspects"),
                "run 1\nsuspect 2 false " + java.time.Instant.now() + " jms%3A" + id.replace(":", "%3A"));
        try (Application application = Application.start(sandbox.uri(), data)) {
            await().until(() -> refused(application).path("total").asInt() == 1);
            assertThat(refused(application).at("/refused/0/code").asText()).isEqualTo("ended_the_process");
        }
    }

    @Test
    void aQueueThatATeamReadsIsNotBlockedEither() throws Exception {
        String recipe = Files.readString(Path.of("docs/recipes/second-queue.md"));
        String crm = recipe.substring(recipe.indexOf("- route:\n    id: ingest-crm"));
        Path routes = routes("50-dead-letter", "steps:", "steps:");
        Files.writeString(routes.resolve("16-ingest-crm.camel.yaml"), crm.substring(0, crm.indexOf("```")));
        Files.writeString(routes.resolve("17-echo.camel.yaml"), """
                - route:
                    id: echo
                    description: Shows which headers come in.
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: activemq:headers.in
                      steps:
                        - setBody: { simple: "headers: ${headers}" }
                        - removeHeaders: { pattern: "*" }
                        - to: activemq:segment.events.refused?deliveryPersistent=false
                """);
        try (Application application =
                        Application.start(sandbox.uri(), folder.resolve("data"), "routes.folder=" + routes);
                Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            List<Message> all = foreign(session);
            for (Message each : all) {
                session.createProducer(session.createQueue("crm.events")).send(each);
            }
            send(session, "crm.events", """
                    {"type": "track", "userId": "u", "messageId": "good", "event": "Step"}""");

            await().until(() -> new SandboxView(sandbox.uri())
                    .eachEvents("/data/segment_message_id")
                    .contains("good"));
            assertThat(receive(session, all.size()))
                    .allSatisfy(each ->
                            assertThat(each.getStringProperty("refusedReason")).isNotBlank());

            assertThat(application.health("queue").path("status").asText()).isEqualTo("UP");
            TextMessage headers = session.createTextMessage("headers");
            for (String name : List.of("CAMELHttpUri", "cAmelFileName", "ORG_DOT_APACHE_DOT_CAMEL_DOT_x", "mine")) {
                headers.setStringProperty(name, "there");
            }
            for (Message each :
                    List.of(session.createObjectMessage("an object"), broken(session.createObjectMessage(), false))) {
                session.createProducer(session.createQueue("headers.in")).send(each);
                assertThat(((TextMessage) receive(session, 1).get(0)).getText()).startsWith("headers: ");
            }
            MapMessage broken = brokenMap(session);
            session.createProducer(session.createQueue("headers.in")).send(broken);
            assertThat(((TextMessage) receive(session, 1).get(0)).getText()).startsWith("headers: ");
            session.createProducer(session.createQueue("headers.in")).send(headers);
            assertThat(((TextMessage) receive(session, 1).get(0)).getText())
                    .contains("mine=there")
                    .doesNotContain("CAMELHttp", "cAmelFile", "ORG_DOT", "APACHE");
        }
    }

    @Test
    void aMessageOnWhichTheRouteOfTheInputQueueFailsIsParkedAndHealthSaysSoMeanwhile() throws Exception {
        Path routes = routes("12-ingest-jms", "        - bean: { ref: segmentQueue, method: read }", """
                        - filter:
                            simple: "${body} contains 'Poison'"
                            steps:
                              - bean: { beanType: %s, method: fail }
                        - bean: { ref: segmentQueue, method: read }
                """.formatted(
                Poison.class.getName()).stripTrailing());
        try (Application application = Application.start(
                        sandbox.uri(),
                        folder.resolve("data"),
                        "routes.folder=" + routes,
                        "queue.park-after=5s",
                        "queue.park-after-attempts=2");
                Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            send(session, "segment.events", "{\"type\": \"track\", \"userId\": \"u\", \"event\": \"Poison\"}");
            send(session, "segment.events", "{\"type\": \"track\", \"userId\": \"u\", \"event\": \"Step\"}");

            await().untilAsserted(() -> assertThat(application.health("queue").toString())
                    .contains("DOWN", "segment.events", ".camel.yaml:", "IllegalStateException", "since", "park-after")
                    .doesNotContain("jane"));
            await().pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> assertThat(list(application))
                            .containsPattern("ID:\\S+  segment.events  unknown  .*  failed \\d+ times"));
            Message refused = receive(session, 1).get(0);
            assertThat(refused.getStringProperty("refusedReason"))
                    .startsWith("failed: ")
                    .contains("IllegalStateException at " + Poison.class.getName())
                    .doesNotContain("jane");
            assertThat(refused.getStringProperty("refusedFrom")).isEqualTo("segment.events");
            assertThat(((TextMessage) refused).getText()).contains("Poison");
            await().until(() ->
                    new SandboxView(sandbox.uri()).eachEvents("/event_name").size() == 1);
            await().untilAsserted(() ->
                    assertThat(application.health("queue").toString()).contains("UP", "\"parked\":1"));
        }
    }

    @Test
    void anEventThatCannotEvenBecomeADeadLetterIsRefused() throws Exception {
        Path routes = routes("50-dead-letter", "        - bean: { ref: deadLetters, method: keep }", """
                        - bean: { beanType: %s, method: fail }
                """.formatted(
                Poison.class.getName()).stripTrailing());
        try (Application application = Application.start(
                        sandbox.uri(),
                        folder.resolve("data"),
                        "routes.folder=" + routes,
                        "queue.park-after=1s",
                        "queue.park-after-attempts=2");
                Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            new SandboxView(sandbox.uri()).fault("{\"match\": \"Bad\", \"status\": 400, \"code\": \"event_blocked\"}");
            application.post("/v1/track", """
                    {"userId": "u", "messageId": "bad", "event": "Bad"}""");

            Message refused = receive(session, 1).get(0);
            assertThat(refused.getStringProperty("refusedFrom")).isEqualTo(EventQueue.NAME);
            assertThat(refused.getStringProperty("refusedReason"))
                    .startsWith("failed: ")
                    .contains("50-dead-letter.camel.yaml:", ", step 'bean' of route 'dead-letter': ");
            assertThat(((TextMessage) refused).getText()).contains("\"bad\"");
        }
    }

    @Test
    void aMessageOfTheInputQueueThatWasInHandAtTwoEndsIsRefusedUnread() throws Exception {
        Path data = folder.resolve("data");
        String id;
        try (Application application =
                        Application.start(sandbox.uri(), data, "queue.max-depth=1", "delivery.api-key=wrong");
                Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            // A full queue: the input queue is not read.
            application.post("/v1/track", """
                    {"userId": "u", "messageId": "first", "event": "Step"}""");
            await().until(() ->
                    application.health("intake").path("status").asText().equals("OUT_OF_SERVICE"));
            id = send(session, "segment.events", "{\"type\": \"track\", \"userId\": \"u\", \"event\": \"Poison\"}");
        }
        Files.writeString(
                data.resolve("suspects"),
                "run 1\nsuspect 2 false " + java.time.Instant.now() + " jms%3A" + id.replace(":", "%3A"));
        try (Application application = Application.start(sandbox.uri(), data);
                Connection connection = connect();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            Message refused = receive(session, 1).get(0);
            assertThat(refused.getStringProperty("refusedReason")).startsWith("ended_the_process: It was in hand at 2");
            assertThat(application.deadLetters()).isEmpty();
            assertThat(refused.getStringProperty("refusedMessageId")).isEqualTo(id);
            await().untilAsserted(() ->
                    assertThat(Files.readString(data.resolve("suspects"))).doesNotContain("suspect"));
        }
    }

    /** None of them is an event; of some not even the packing is right. */
    private static List<Message> foreign(Session session) throws JMSException {
        MapMessage map = session.createMapMessage();
        map.setString("userId", "u");
        StreamMessage stream = session.createStreamMessage();
        stream.writeString("text");
        Message nested = session.createMapMessage();
        nested.setObjectProperty("segmentPerson", Map.of("a", "b"));
        Message numbers = session.createTextMessage("[");
        numbers.setIntProperty("segmentPerson", 1);
        numbers.setIntProperty("segmentType", 2);
        ActiveMQMessage text = (ActiveMQMessage) session.createTextMessage("no event");
        text.storeContent();
        text.setCompressed(true);
        ActiveMQMessage properties = (ActiveMQMessage) session.createTextMessage("no properties");
        properties.setMarshalledProperties(new ByteSequence(RUBBISH));
        return List.of(
                session.createObjectMessage("an object"),
                map,
                stream,
                nested,
                numbers,
                session.createMessage(),
                session.createTextMessage("no event"),
                session.createBytesMessage(),
                text,
                properties,
                broken(session.createObjectMessage(), false),
                broken(session.createBytesMessage(), true),
                broken(session.createStreamMessage(), false),
                brokenMap(session));
    }

    private static MapMessage brokenMap(Session session) throws JMSException {
        return (MapMessage) broken(session.createMapMessage(), false);
    }

    private static Message broken(Message message, boolean isPacked) {
        ActiveMQMessage own = (ActiveMQMessage) message;
        own.setContent(new ByteSequence(RUBBISH));
        own.setCompressed(isPacked);
        return message;
    }

    private static JsonNode refused(Application application) {
        return Http.json(application.management("/actuator/refused"));
    }

    private static String list(Application application) {
        StringWriter out = new StringWriter();
        List<String> words = new ArrayList<>(List.of("queue", "list"));
        words.addAll(Tokens.options(application.management("")));
        Commands.run(new PrintWriter(out), words.toArray(String[]::new));
        return out.toString();
    }

    private static Connection connect() throws JMSException {
        Connection connection =
                new ActiveMQConnectionFactory("vm://extole-destination?create=false").createConnection();
        connection.start();
        return connection;
    }

    private static String send(Session session, String queue, String text) throws JMSException {
        TextMessage message = session.createTextMessage(text);
        session.createProducer(session.createQueue(queue)).send(message);
        return message.getJMSMessageID();
    }

    private static List<Message> receive(Session session, int messages) throws JMSException {
        List<Message> received = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(REFUSED))) {
            while (received.size() < messages) {
                Message next = consumer.receive(Duration.ofSeconds(30).toMillis());
                assertThat(next)
                        .as("%d of %d refused messages", received.size() + 1, messages)
                        .isNotNull();
                received.add(next);
            }
        }
        return received;
    }

    private Path routes(String route, String step, String steps) throws IOException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Path edited = routes.resolve(route + ".camel.yaml");
        String before = Files.readString(edited);
        assertThat(before).contains(step);
        Files.writeString(edited, before.replace(step, steps));
        return routes;
    }
}
