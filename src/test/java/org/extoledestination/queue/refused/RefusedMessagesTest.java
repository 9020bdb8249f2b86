package org.extoledestination.queue.refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.command.Commands;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.queue.refused.RefusedRows.Choice;
import org.extoledestination.queue.refused.RefusedRows.Full;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ExternalArtemis;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What no route can take is kept outside of the broker, as it came, and an operator works with it. */
@Tag("slow")
class RefusedMessagesTest {

    private static final String EMBEDDED = "vm://extole-destination?create=false";
    private static final String SHOP = "ingest.sources[1].name=shop";
    private static final byte[] ODD = {(byte) 0xff, 0, (byte) 0xfe, 10};

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

    private Application application(String... settings) {
        return Application.start(sandbox.uri(), folder.resolve("data"), settings);
    }

    @Test
    void isListedShownReplayedAsItCameAndDiscarded() throws Exception {
        try (Application application = application();
                Jms jms = new Jms(EMBEDDED)) {
            TextMessage text = jms.session.createTextMessage("no \0 JSON \ud83d of u-jane");
            text.setStringProperty("segmentSource", "segment");
            text.setIntProperty("their-number", 7);
            jms.send("segment.events", text);
            BytesMessage bytes = jms.session.createBytesMessage();
            bytes.writeBytes(ODD);
            bytes.setStringProperty("contentEncoding", "gzip");
            jms.send("segment.events", bytes);
            jms.send("segment.events", jms.session.createObjectMessage("an object"));
            jms.send("segment.events", jms.session.createTextMessage("""
                    [{"type": "track", "event": "Step", "userId": "u"}, {"type": "track", "userId": "u-second"}]"""));
            await().until(() -> refused(application).path("total").asInt() == 4);

            assertThat(run(application, "list"))
                    .contains(
                            "4 refused messages",
                            "segment.events",
                            "source=segment",
                            "bad_request: ",
                            "event_not_defined")
                    .doesNotContain("u-jane", "u-second");
            assertThat(run(application, "show", "4")).contains("u-second", "personal data");
            assertThat(metric(application, "refused_messages")).isEqualTo(4);
            assertThat(Http.get(application.management("/actuator/prometheus")).body())
                    .containsPattern("extole_destination_refused_total\\{.*outcome=\"bad_request\",source=\"segment\"");

            jms.receive("segment.events.refused", 4);
            // The route of the input queue reads what is replayed at once, and refuses it once more.
            assertThat(run(3, application, "replay", "--all")).contains("Replayed: 3", "stay: [3]");
            List<Message> again = jms.receive("segment.events.refused", 3);
            assertThat(refused(application).path("refused"))
                    .extracting(each -> each.path("id").asInt())
                    .containsExactly(7, 6, 5, 3);
            assertThat(again)
                    .allSatisfy(each ->
                            assertThat(each.getStringProperty("refusedFrom")).isEqualTo("segment.events"));
            JsonNode shown = Http.json(application.management("/actuator/refused/5"));
            assertThat(shown.path("properties").asText())
                    .contains("\"segmentSource\":\"segment\"", "\"their-number\":7");
            assertThat(shown.path("content").asText()).startsWith("no \0 JSON ").endsWith(" of u-jane");

            assertThat(run(application, "discard", "3")).contains("Discarded: 1");
            assertThat(run(1, application, "discard", "3", "5"))
                    .contains("Discarded: 1", "1 of these numbers are of no");
            assertThat(run(1, application, "replay", "3")).contains("Replayed: 0", "1 of these numbers are of no");
            assertThat(run(application, "discard", "--all")).contains("Discarded: 2");
            assertThat(run(application, "list")).contains("No message is refused.");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void theLogNamesQueueReasonIdAndSourceAndShowsNothingOfTheMessage(CapturedOutput output) throws Exception {
        try (Application application = application();
                Jms jms = new Jms(EMBEDDED)) {
            TextMessage text = jms.session.createTextMessage("no JSON of u-jane jane@example.com");
            text.setStringProperty("segmentSource", "segment");
            text.setStringProperty("secret", "s3cret");
            jms.send("segment.events", text);
            TextMessage other = jms.session.createTextMessage("[{\"type\": \"track\", \"userId\": \"u-second\"}]");
            jms.send("segment.events", other);
            await().until(() -> refused(application).path("total").asInt() == 2);

            assertThat(output.getAll().lines().filter(line -> line.contains("is refused")))
                    .hasSize(2)
                    .allMatch(line -> line.contains("WARN") && line.contains("'refused list' shows it."))
                    .anyMatch(line -> line.contains("A message of 'segment.events' is refused: bad_request: ")
                            && line.contains("JMSMessageID=" + id(text) + ", source='segment'"))
                    .anyMatch(line -> line.contains("A message of 'segment.events' is refused: event_not_defined: ")
                            && line.contains("JMSMessageID=" + id(other) + ", source='unknown'"));
            assertThat(output.getAll()).doesNotContain("jane", "u-second", "s3cret", "no JSON of");
        }
    }

    private static String id(Message message) {
        try {
            return message.getJMSMessageID();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A message says by itself who sent it, and why it was refused before. */
    @Test
    void whatASenderMakesUpIsNoLabelOfAMetric() throws Exception {
        try (Application application = application();
                Jms jms = new Jms(EMBEDDED)) {
            for (int i = 0; i < 3; i++) {
                TextMessage text = jms.session.createTextMessage("{}");
                text.setStringProperty("segmentSource", "made-up-" + i);
                text.setStringProperty("refusedReason", "made-up-code-" + i + ": x");
                jms.send("segment.events", text);
            }
            await().until(() -> refused(application).path("total").asInt() == 3);

            assertThat(Http.get(application.management("/actuator/prometheus")).body())
                    .contains("outcome=\"unknown_source\",source=\"other\"} 3.0")
                    .doesNotContain("made-up");
        }
    }

    @Test
    void eachKindOfContentComesBackUnchanged() {
        for (Object body :
                List.of("text", "\0", "\ud83d half", "", ODD, new byte[0], "Zoë ☕".getBytes(StandardCharsets.UTF_8))) {
            Content content = Content.of(body, new byte[0]);
            assertThat(content.text()).doesNotContain("\0");
            assertThat(new Content(content.kind(), content.text()).original()).isEqualTo(body);
        }
        assertThat(Content.of(null, ODD).original()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "ActiveMQ Classic", "Artemis"})
    void aReplayGoesOutWhereWhatWasWrongIsMended(String kind) throws Exception {
        try (Broker broker = new Broker(kind, folder)) {
            try (Application application = application("queue.broker-url=" + broker.url);
                    Jms jms = new Jms(broker.address)) {
                TextMessage message = jms.session.createTextMessage("""
                        {"type": "track", "event": "Step", "userId": "u", "messageId": "mended"}""");
                message.setStringProperty("segmentSource", "shop");
                jms.send("segment.events", message);
                await().until(() -> refused(application).path("total").asInt() == 1);
                assertThat(jms.receive("segment.events.refused", 1).get(0).getStringProperty("refusedReason"))
                        .startsWith("unknown_source: ");
            }
            try (Application application = application(
                    "queue.broker-url=" + broker.url,
                    "ingest.sources[1].name=shop",
                    "ingest.sources[1].write-keys=other")) {
                assertThat(run(application, "replay", "1")).contains("Replayed: 1");
                await().until(() -> new SandboxView(sandbox.uri())
                        .eachEvents("/data/segment_message_id")
                        .contains("mended"));
                assertThat(refused(application).path("total").asInt()).isZero();
            }
        }
    }

    /** A kill before a replayed message has left the table has it replayed once more. */
    @Test
    void whateverIsReplayedKeepsItsIdsAndTimesAndIsDeliveredOnce() throws Exception {
        Map<String, String> expected = new LinkedHashMap<>();
        try (Application application = application(SHOP, "ingest.sources[1].enabled=false");
                Jms jms = new Jms(EMBEDDED)) {
            String event = "{\"type\": \"track\", \"userId\": \"u\", \"event\": \"%s\"}";
            for (Message each : List.of(
                    jms.session.createTextMessage(event.formatted("Alone")),
                    jms.session.createTextMessage(
                            '[' + event.formatted("First") + ',' + event.formatted("Second") + ']'),
                    jms.session.createTextMessage("""
                            {"context": {"ip": "203.0.113.9"}, "integrations": {"Extole Platform": false},
                             "batch": [%s, %<s]}""".formatted(event.formatted("Not for Extole"))),
                    gzipped(jms.session, event.formatted("Packed")))) {
                each.setStringProperty("segmentSource", "shop");
                jms.send("segment.events", each);
                String id = each.getJMSMessageID().replace("ID:", "jms-") + '-';
                String time = Instant.ofEpochMilli(each.getJMSTimestamp()).toString();
                expected.put(id + 0, time);
                expected.put(id + 1, time);
            }
            await().until(() -> refused(application).path("total").asInt() == 6);
            jms.receive("segment.events.refused", 6);
            // Still wrong, it is refused once more, and no row comes to it.
            replayUpToTheKill(application);
            jms.receive("segment.events.refused", 6);
            replayAll(application);
            jms.receive("segment.events.refused", 6);
            assertThat(refused(application).path("total").asInt()).isEqualTo(6);
        }
        try (Application application = application(SHOP)) {
            replayUpToTheKill(application);
            replayAll(application);
            SandboxView extole = new SandboxView(sandbox.uri());
            await().until(() -> extole.eachEvents("/event_name").size() == 4);
            application.post("/v1/track", """
                    {"userId": "other", "messageId": "behind", "event": "Behind"}""");
            await().until(() -> extole.eachEvents("/event_name").contains("Behind"));
            assertThat(extole.eachEvents("/event_name"))
                    .containsExactlyInAnyOrder("Alone", "First", "Second", "Packed", "Behind");
            assertThat(extole.events().subList(0, 4))
                    .allSatisfy(each -> assertThat(
                                    Instant.parse(each.path("event_time").asText()))
                            .isEqualTo(expected.get(
                                    each.at("/data/segment_message_id").asText())));
            assertThat(refused(application).path("total").asInt()).isZero();
        }
    }

    private static void replayUpToTheKill(Application application) throws JMSException {
        RefusedRows rows = application.bean(RefusedRows.class);
        new RefusedReplay(rows, application.bean(ActiveMQConnectionFactory.class))
                .send(rows.some(Choice.upTo(Long.MAX_VALUE, null), 0), null);
    }

    private static void replayAll(Application application) {
        assertThat(run(application, "replay", "--all")).contains("Replayed: 6");
    }

    @Test
    void whatIsRefusedOnceMoreBeforeItHasLeftTheTableStays() {
        try (Application application = application()) {
            RefusedRows rows = application.bean(RefusedRows.class);
            RefusedMessages messages = application.bean(RefusedMessages.class);
            rows.add(List.of(messages.row(
                    new Refused("none", 0, "bad_request: It is none."),
                    "q",
                    new Origin("ID:1", 1, 0, false, false),
                    Map.of(),
                    new byte[0])));
            List<Full> read = rows.some(Choice.upTo(1, null), 0);
            rows.add(List.of(messages.row(
                    new Refused("none", 0, "unknown_source: Nobody."),
                    "q",
                    new Origin("ID:1", 1, 0, true, false),
                    Map.of(),
                    new byte[0])));
            rows.remove(Choice.of(List.of(read.get(0).message().id())));
            assertThat(refused(application).at("/refused/0/code").asText()).isEqualTo("unknown_source");
        }
    }

    @Test
    void aReplayIsAsLargeAsMemoryHoldsAndGoesOnBehindItInOrder() throws Exception {
        try (Application application = application();
                Jms jms = new Jms(EMBEDDED)) {
            RefusedMessages messages = application.bean(RefusedMessages.class);
            messages.keep(IntStream.rangeClosed(1, 1_500)
                    .mapToObj(i -> messages.row(
                            new Refused("n" + i, 0, "failed: x"),
                            "theirs",
                            new Origin("ID:" + i, 1, 0, false, false),
                            Map.of(),
                            new byte[0]))
                    .toList());
            RefusedRows few = new RefusedRows(
                    application.bean(JdbcTemplate.class),
                    new TransactionTemplate(application.bean(PlatformTransactionManager.class)),
                    application.bean(DurableWrites.class),
                    new Portion(10));
            assertThat(few.some(Choice.upTo(2_000, null), 3))
                    .extracting(each -> each.content().text())
                    .containsExactly("n4", "n5", "n6", "n7", "n8", "n9");
            JsonNode first =
                    Http.json(Http.post(application.management("/actuator/refused/replay"), "", "{\"upTo\": \"2000\"}")
                            .body());
            assertThat(first.path("messages").asInt()).isEqualTo(1_000);
            assertThat(first.path("next").asInt()).isEqualTo(1_000);
            assertThat(run(application, "replay", "--all")).contains("Replayed: 500");
            List<String> texts = new ArrayList<>();
            for (Message each : jms.receive("theirs", 1_500)) {
                texts.add(((TextMessage) each).getText());
            }
            assertThat(texts)
                    .isEqualTo(IntStream.rangeClosed(1, 1_500)
                            .mapToObj(i -> "n" + i)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "ActiveMQ Classic", "Artemis"})
    void whatAnOlderReleaseLeftOnTheQueueIsTakenOver(String kind) throws Exception {
        String event = "{\"type\": \"track\", \"userId\": \"u\", \"messageId\": \"%s\", \"event\": \"Step\"}";
        try (Broker broker = new Broker(kind, folder);
                Application application = application("queue.broker-url=" + broker.url, SHOP);
                Jms jms = new Jms(broker.address)) {
            copy(jms, "no event \u2615", "segment.events", "");
            copy(jms, base64(ODD), "segment.events", "");
            copy(jms, event.formatted("of-shop"), "segment.events", "shop");
            copy(jms, base64(packed(event.formatted("packed"))), "segment.events", "");
            copy(jms, event.formatted("of-the-inner-queue"), "extole.events", "");
            await().until(() -> refused(application).path("total").asInt() == 5);
            assertThat(refused(application).path("refused"))
                    .extracting(each -> each.path("kind").asText()
                            + ' '
                            + each.path("source").asText("?"))
                    .containsExactly("text ?", "bytes ?", "text shop", "bytes ?", "text ?");
            assertThat(run(application, "show", "1")).contains("no event \u2615");
            assertThat(run(application, "show", "2")).contains(base64(ODD));

            assertThat(run(application, "replay", "--all")).contains("Replayed: 5");
            SandboxView extole = new SandboxView(sandbox.uri());
            await().until(() -> extole.eachEvents("/data/segment_message_id").contains("of-shop"));
            assertThat(jms.receive("segment.events.refused", 4))
                    .allSatisfy(each -> assertThat(each.getStringProperty("refusedReason"))
                            .startsWith("unknown_source: ")
                            .contains("refused replay ID --source NAME", "segment, shop"));
            assertThat(Http.post(
                                    application.management("/actuator/refused/replay"),
                                    "",
                                    "{\"upTo\": \"99\", \"source\": \"shp\"}")
                            .body())
                    .contains("\"code\":\"bad_request\"", "There is no source 'shp'", "segment, shop");
            assertThat(run(application, "replay", "--all", "--source", "shop")).contains("Replayed: 4");
            await().until(() ->
                    extole.eachEvents("/data/segment_message_id").containsAll(List.of("packed", "of-the-inner-queue")));
            assertThat(jms.receive("segment.events.refused", 2)).allSatisfy(each -> {
                assertThat(each.getStringProperty("refusedReason")).startsWith("bad_request: ");
                assertThat(each.getStringProperty("segmentSource")).isEqualTo("shop");
            });
        }
    }

    @Test
    void aCopyThatIsMadeToStayIsNotAnotherMessage() throws Exception {
        try (Application application = application();
                Jms jms = new Jms(EMBEDDED)) {
            jms.send("segment.events", jms.session.createTextMessage("[1, 2]"));
            for (Message each : jms.receive("segment.events.refused", 2)) {
                jms.send("segment.events.refused", each);
            }
            await().until(() -> !jms.session
                    .createBrowser(jms.session.createQueue("segment.events.refused"), "JMSDeliveryMode = 'PERSISTENT'")
                    .getEnumeration()
                    .hasMoreElements());
            assertThat(refused(application).path("total").asInt()).isEqualTo(2);
        }
    }

    private static void copy(Jms jms, String text, String from, String source) throws JMSException {
        TextMessage message = jms.session.createTextMessage(text);
        message.setStringProperty("refusedReason", "bad_request: The body is not JSON.");
        message.setStringProperty("refusedFrom", from);
        if (!source.isEmpty()) {
            message.setStringProperty("segmentSource", source);
        }
        jms.send("segment.events.refused", message);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static BytesMessage gzipped(Session session, String text) throws JMSException, IOException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(packed(text));
        message.setStringProperty("contentEncoding", "gzip");
        return message;
    }

    /** In bytes: a letter of Chinese has three. */
    @ParameterizedTest
    @ValueSource(strings = {"refused.most=3", "refused.most-size=12KB"})
    void theOldestGoWhereTheyAreTooManyOrTooLarge(String limit) throws Exception {
        try (Application application = application(limit);
                Jms jms = new Jms(EMBEDDED)) {
            for (int i = 0; i < 5; i++) {
                jms.send("segment.events", jms.session.createTextMessage("字".repeat(1_000) + i));
            }
            await().until(() -> refused(application).path("total").asInt() == 5);
            application.bean(RefusedUpkeep.class).everyMinute();
            assertThat(refused(application).path("refused"))
                    .extracting(each -> each.path("id").asInt())
                    .containsExactly(5, 4, 3);
        }
    }

    /** Four files of the journal, each of 32 MB: without the table the first one, and all behind it, would stay. */
    @Test
    void theJournalOfTheBrokerShrinksWithARefusedMessageAround() throws Exception {
        try (Application application = application();
                Jms jms = new Jms(EMBEDDED)) {
            jms.send("segment.events", jms.session.createTextMessage("no event"));
            await().until(() -> refused(application).path("total").asInt() == 1);
            String event =
                    "{\"type\": \"track\", \"userId\": \"u-%d\", \"event\": \"Large\", \"integrations\": {\"All\": false},"
                            + " \"properties\": {\"text\": \"" + "x".repeat(30_000) + "\"}}";
            long most = 0;
            for (int i = 0; i < 300; i++) {
                String large = event.formatted(i);
                application.post(
                        "/v1/batch",
                        "{\"batch\": ["
                                + String.join(
                                        ",",
                                        Stream.generate(() -> large).limit(15).toList()) + "]}");
                most = Math.max(most, journals());
            }
            assertThat(most).isGreaterThanOrEqualTo(3);
            await().atMost(Duration.ofMinutes(2)).until(() -> journals() <= 1);
            assertThat(refused(application).path("total").asInt()).isEqualTo(1);
        }
    }

    private long journals() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/broker"))) {
            return files.filter(file -> file.getFileName().toString().matches("db-\\d+\\.log"))
                    .count();
        }
    }

    private static JsonNode refused(Application application) {
        return Http.json(application.management("/actuator/refused"));
    }

    private static double metric(Application application, String name) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_" + name + ' ')
                        || line.startsWith("extole_destination_" + name + '{'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String run(Application application, String... words) {
        return run(0, application, words);
    }

    private static String run(int exitCode, Application application, String... words) {
        StringWriter out = new StringWriter();
        List<String> args = new ArrayList<>(List.of("refused"));
        args.addAll(List.of(words));
        args.addAll(Tokens.options(application.management("")));
        assertThat(Commands.run(new PrintWriter(out), args.toArray(String[]::new)))
                .isEqualTo(exitCode);
        return out.toString();
    }

    /** Somebody who sends and receives. */
    private static final class Jms implements AutoCloseable {
        private final Connection connection;
        private final Session session;

        Jms(String url) throws JMSException {
            connection = new ActiveMQConnectionFactory(url).createConnection();
            connection.start();
            session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        }

        void send(String queue, Message message) throws JMSException {
            session.createProducer(session.createQueue(queue)).send(message);
        }

        List<Message> receive(String queue, int messages) throws JMSException {
            List<Message> all = new ArrayList<>();
            try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
                while (all.size() < messages) {
                    Message next = consumer.receive(Duration.ofSeconds(30).toMillis());
                    assertThat(next)
                            .as("message %d of %d", all.size() + 1, messages)
                            .isNotNull();
                    all.add(next);
                }
            }
            return all;
        }

        @Override
        public void close() throws JMSException {
            connection.close();
        }
    }

    private static final class Broker implements AutoCloseable {
        private final AutoCloseable broker;
        private final String url;
        private final String address;

        Broker(String kind, Path folder) throws Exception {
            switch (kind) {
                case "Artemis" -> {
                    ExternalArtemis artemis = new ExternalArtemis(folder.resolve("artemis"));
                    broker = artemis;
                    url = artemis.url();
                    address = url;
                }
                case "ActiveMQ Classic" -> {
                    ExternalBroker classic = new ExternalBroker(folder.resolve("classic"));
                    broker = classic;
                    url = classic.url();
                    address = url;
                }
                default -> {
                    broker = () -> {};
                    url = "";
                    address = EMBEDDED;
                }
            }
        }

        @Override
        public void close() throws IOException {
            try {
                broker.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("The broker does not end", e);
            }
        }
    }
}
