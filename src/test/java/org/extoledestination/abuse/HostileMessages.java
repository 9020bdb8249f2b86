package org.extoledestination.abuse;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.command.ActiveMQMessage;
import org.apache.activemq.util.ByteSequence;

/** Messages that no honest sender would put on a queue, each named by what is wrong with it. */
final class HostileMessages {

    /** Where answers would go, if any were given to whoever asks for them. */
    static final String STOLEN = "stolen.answers";

    private static final String EVENT = "{\"type\":\"track\",\"event\":\"Hostile\",\"userId\":\"jms\"}";
    private static final String MANY =
            Requests.expand("«20000,×{\"type\":\"track\",\"event\":\"Hostile\",\"userId\":\"jms-#\"}»");
    private static final int LARGE = 5_000_000;
    private static final byte[] RUBBISH = {(byte) 0xac, (byte) 0xed, 0, 5, 115, 114, 0, 1, 'X'};

    private HostileMessages() {}

    /** Makes a message. */
    interface Made {
        Message of(Session session) throws JMSException;
    }

    static Map<String, Made> all() {
        Map<String, Made> all = new LinkedHashMap<>();
        kinds(all);
        encodings(all);
        properties(all);
        bodies(all);
        return all;
    }

    private static void kinds(Map<String, Made> all) {
        all.put("a message without a body", Session::createMessage);
        all.put("a text that is null", session -> session.createTextMessage(null));
        all.put("a text that is empty", session -> session.createTextMessage(""));
        all.put("bytes that are none", Session::createBytesMessage);
        all.put("an object", session -> session.createObjectMessage(new ArrayList<>(List.of("a", "b"))));
        all.put("an object that is null", Session::createObjectMessage);
        all.put("an object of 1 MB", session -> session.createObjectMessage(new int[250_000]));
        all.put("an object that is none", session -> broken(session.createObjectMessage(), false));
        all.put("a map that is none", session -> broken(session.createMapMessage(), false));
        all.put("a map that says it is packed", session -> broken(session.createMapMessage(), true));
        all.put("a stream that is none", session -> broken(session.createStreamMessage(), false));
        all.put("bytes that say they are packed", session -> broken(session.createBytesMessage(), true));
        all.put("properties that are none", session -> {
            Message message = session.createTextMessage(EVENT);
            ((ActiveMQMessage) message).setMarshalledProperties(new ByteSequence(RUBBISH));
            return message;
        });
        all.put("an empty map", Session::createMapMessage);
        all.put("a map with an event in it", session -> {
            MapMessage map = session.createMapMessage();
            map.setString("type", "track");
            map.setString("userId", "jms");
            return map;
        });
        all.put("an empty stream", Session::createStreamMessage);
        all.put("a stream", session -> {
            StreamMessage stream = session.createStreamMessage();
            stream.writeString(EVENT);
            return stream;
        });
        all.put("a text that is marked as packed and is not", session -> {
            org.apache.activemq.command.ActiveMQTextMessage text =
                    (org.apache.activemq.command.ActiveMQTextMessage) session.createTextMessage(EVENT);
            text.storeContent();
            text.setCompressed(true);
            return text;
        });
    }

    /** Says what it is, and holds something else. */
    private static Message broken(Message message, boolean isPacked) {
        ((ActiveMQMessage) message).setContent(new ByteSequence(RUBBISH));
        ((ActiveMQMessage) message).setCompressed(isPacked);
        return message;
    }

    private static void encodings(Map<String, Made> all) {
        all.put("bytes that say gzip and are not", session -> with(bytes(session, EVENT), "contentEncoding", "gzip"));
        all.put("bytes that say br", session -> with(bytes(session, EVENT), "contentEncoding", "br"));
        all.put("an encoding that is a number", session -> with(bytes(session, EVENT), "contentEncoding", 7));
        all.put("an encoding that is empty", session -> with(bytes(session, EVENT), "contentEncoding", ""));
        all.put("a text that says gzip", session -> with(session.createTextMessage(EVENT), "contentEncoding", "gzip"));
        PackedBodies.all()
                .forEach((sentence, body) -> all.put(
                        "packed: " + sentence, session -> with(bytes(session, body), "contentEncoding", "gzip")));
    }

    private static void properties(Map<String, Made> all) {
        property(all, "a source that is unknown", "segmentSource", "nobody");
        property(all, "a source of another sender's", "segmentSource", "browser");
        property(all, "a source of controls", "segmentSource", "\u001b[31m\u202e\u009b");
        property(all, "a source of 60,000 letters", "segmentSource", "s".repeat(60_000));
        property(all, "a source that is a number", "segmentSource", 7);
        property(all, "a source that is an address", "segmentSource", "mallory@evil.example");
        property(all, "a group", "JMSXGroupID", "x".repeat(5_000));
        property(all, "the end of a group", "JMSXGroupSeq", -1);
        property(all, "a person", "segmentPerson", "x");
        property(all, "a delivery count", "JMSXDeliveryCount", 1_000_000);
        property(all, "a delay of the broker's", "AMQ_SCHEDULED_DELAY", 1_000L);
        property(all, "a plan of the broker's", "AMQ_SCHEDULED_CRON", "* * * * *");
        for (String name : List.of(
                "CamelHttpUri",
                "cAmElHttpPath",
                "CAMELHTTPMETHOD",
                "CamelJmsDestinationName",
                "camelbeanmethodname",
                "CamelSqlQuery",
                "CamelFileName",
                "Camel_DOT_Http",
                "org_DOT_apache_DOT_camel_DOT_x",
                "CamelJms_HYPHEN_x",
                "CamelExceptionCaught",
                "breadcrumbId",
                "Authorization",
                "refusedReason",
                "JMSUnreadContent",
                "JMSMessageIDx",
                "_HYPHEN__DOT_",
                "operationName",
                "CamelLanguageScript")) {
            property(all, "the property " + name, name, HostileMessages.STOLEN);
        }
        all.put("10,000 properties", session -> {
            Message message = session.createTextMessage(EVENT);
            for (int i = 0; i < 10_000; i++) {
                message.setStringProperty("p" + i, "v");
            }
            return message;
        });
        all.put("an answer asked for", session -> {
            Message message = session.createTextMessage(EVENT);
            message.setJMSReplyTo(session.createQueue(STOLEN));
            message.setJMSCorrelationID("c".repeat(5_000));
            message.setJMSType("\u001b[31m");
            return message;
        });
        all.put("an answer asked for a message that is refused", session -> {
            Message message = session.createTextMessage("no JSON");
            message.setJMSReplyTo(session.createQueue(STOLEN));
            return message;
        });
    }

    private static void property(Map<String, Made> all, String sentence, String name, Object value) {
        all.put(sentence, session -> with(session.createTextMessage(EVENT), name, value));
    }

    private static void bodies(Map<String, Made> all) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("no JSON", "no JSON");
        texts.put("an exponent that no int holds", numbered("1e99999999999"));
        texts.put("an exponent of nine digits", numbered("1e999999999"));
        texts.put("a number of 5,000 digits", numbered("9".repeat(5_000)));
        texts.put("a batch with such a number", "{\"batch\":[" + EVENT + ',' + numbered("-1e99999999999") + "]}");
        texts.put("100,000 arrays in each other", "[".repeat(100_000) + "]".repeat(100_000));
        texts.put("100,000 events that are numbers", "[" + "1,".repeat(99_999) + "1]");
        texts.put("100,000 empty events", "[" + "{},".repeat(99_999) + "{}]");
        texts.put("20,000 events", "[" + MANY + ']');
        texts.put(
                "a text of 5 MB",
                "{\"type\":\"identify\",\"userId\":\"jms\",\"traits\":{\"a\":\"" + "x".repeat(LARGE) + "\"}}");
        texts.put(
                "one name over 2,200 leaves",
                Requests.expand(
                        "{\"type\":\"identify\",\"userId\":\"jms\",\"traits\":{\"«16000×x»\":{«1600,×\"a#\":1»}}}"));
        texts.put(
                "a context handed down to 20,000 events",
                "{\"context\":{\"pad\":\"" + "x".repeat(29_000) + "\"},\"batch\":[" + MANY + "]}");
        texts.put("a deletion", "{\"type\":\"delete\",\"userId\":\"jms-deleted\"}");
        texts.put("a thousand deletions", Requests.expand("[«1000,×{\"type\":\"delete\",\"userId\":\"jms-#\"}»]"));
        texts.put("a name of controls", "{\"type\":\"track\",\"userId\":\"jms\",\"event\":\"\\u001b[31m\\u202e\"}");
        texts.forEach((sentence, text) -> all.put("text: " + sentence, session -> session.createTextMessage(text)));
        all.put("bytes in UTF-16", session -> bytes(session, EVENT.getBytes(StandardCharsets.UTF_16)));
        all.put(
                "bytes that are no text",
                session -> bytes(session, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}));
        all.put("bytes of zeros", session -> bytes(session, new byte[100_000]));
        all.put("bytes cut off", session -> bytes(session, Arrays.copyOf(EVENT.getBytes(StandardCharsets.UTF_8), 20)));
    }

    private static String numbered(String number) {
        return "{\"type\":\"track\",\"event\":\"Hostile\",\"userId\":\"jms\",\"properties\":{\"a\":" + number + "}}";
    }

    private static Message with(Message message, String name, Object value) throws JMSException {
        message.setObjectProperty(name, value);
        return message;
    }

    private static Message bytes(Session session, String text) throws JMSException {
        return bytes(session, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Message bytes(Session session, byte[] content) throws JMSException {
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeBytes(content);
        return bytes;
    }
}
