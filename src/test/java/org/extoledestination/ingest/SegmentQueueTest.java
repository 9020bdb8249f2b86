package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.bytes;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.command.ActiveMQBytesMessage;
import org.apache.activemq.command.ActiveMQMapMessage;
import org.apache.activemq.command.ActiveMQObjectMessage;
import org.apache.activemq.command.ActiveMQTextMessage;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.event.SegmentEvent;
import org.junit.jupiter.api.Test;

class SegmentQueueTest {

    private static final String ID = "ID:host-1234-5678-1:1:1:1:1";
    private static final String IDENTIFY = "{\"type\":\"identify\",\"userId\":\"u\",\"messageId\":\"m\"}";
    private static final AtomicBoolean deserialised = new AtomicBoolean();

    private final Doors doors = new Doors();
    private final SegmentQueue queue = doors.segmentQueue();

    @Test
    void aTextHoldsOneEvent() throws JMSException {
        SegmentQueue.Read read = queue.read(text(IDENTIFY), ID);

        assertThat(read.refused()).isEmpty();
        assertThat(read.accepted()).extracting(SegmentEvent::messageId).containsExactly("m");
        assertThat(read.accepted()).extracting(SegmentEvent::source).containsExactly("shop");
    }

    @Test
    void bytesAreReadAsUtf8() throws JMSException {
        SegmentQueue.Read read =
                queue.read(message(bytes("{\"type\":\"track\",\"event\":\"Zoë / ☕\",\"userId\":\"u\"}")), ID);

        assertThat(read.accepted())
                .singleElement()
                .satisfies(event -> assertThat(event.name()).contains("Zoë / ☕"));
    }

    @Test
    void anArrayHoldsEventsAndTheBadOnesAreSetAside() throws JMSException {
        SegmentQueue.Read read = queue.read(text("[" + IDENTIFY + ", {\"type\":\"track\",\"userId\":\"u\"}, 7]"), ID);

        assertThat(read.accepted()).hasSize(1);
        assertThat(read.refused())
                .extracting(SegmentQueue.Refused::json)
                .containsExactly("{\"type\":\"track\",\"userId\":\"u\"}", "7");
        assertThat(read.refused().get(0).reason()).startsWith("event_not_defined: ");
        assertThat(doors.counted("event_not_defined")).isEqualTo(1);
        assertThat(doors.counted("bad_request")).isEqualTo(1);
    }

    @Test
    void aBatchHandsDownItsContext() throws JMSException {
        SegmentQueue.Read read =
                queue.read(text("{\"context\":{\"ip\":\"203.0.113.9\"},\"batch\":[" + IDENTIFY + "]}"), ID);

        assertThat(read.accepted())
                .singleElement()
                .satisfies(event -> assertThat(event.json()).contains("203.0.113.9"));
    }

    @Test
    void aPropertyMayNameTheSource() throws JMSException {
        SegmentQueue both =
                new Doors(Doors.settings(List.of(Doors.source("shop"), Doors.source("app")))).segmentQueue();

        assertThat(sourceOf(both, "app")).isEqualTo("app");
        assertThat(sourceOf(both, "other")).isEqualTo("shop");
    }

    private static String sourceOf(SegmentQueue queue, String property) throws JMSException {
        Message message = text(IDENTIFY);
        message.setStringProperty("segmentSource", property);
        return queue.read(message, ID).accepted().get(0).source();
    }

    @Test
    void whatComesForASourceThatIsSwitchedOffIsSetAside() throws JMSException {
        SegmentQueue off = new Doors(
                        Doors.settings(List.of(new IngestSettings.Source("shop", List.of(KEY), List.of(), false))))
                .segmentQueue();

        SegmentQueue.Read read = off.read(text(IDENTIFY), ID);

        assertThat(read.accepted()).isEmpty();
        assertThat(read.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).startsWith("source_disabled: "));
    }

    @Test
    void bytesMayBeGzipped() throws JMSException, IOException {
        Message message = gzipped(Gzip.of(IDENTIFY));

        assertThat(queue.read(message, ID).accepted()).hasSize(1);
    }

    @Test
    void bytesThatAreNotGzipAreSetAsideAsBase64() throws JMSException {
        Message message = gzipped(bytes("no gzip"));

        assertThat(queue.read(message, ID).refused())
                .extracting(SegmentQueue.Refused::json)
                .containsExactly("bm8gZ3ppcA==");
    }

    @Test
    void aGzipBombIsSetAside() throws JMSException, IOException {
        Message message = gzipped(Gzip.ofZeros(100_000_000));

        assertThat(queue.read(message, ID).refused()).hasSize(1);
    }

    @Test
    void aDeleteIsTaken() throws JMSException {
        assertThat(queue.read(text("{\"type\":\"delete\",\"userId\":\"u\"}"), ID)
                        .accepted())
                .hasSize(1);
    }

    @Test
    void aMissingMessageIdIsTheSameAtEveryRedelivery() throws JMSException {
        String json = "[{\"type\":\"identify\",\"userId\":\"u\"},{\"type\":\"identify\",\"userId\":\"u\"}]";

        SegmentQueue.Read first = queue.read(text(json), ID);
        SegmentQueue.Read again = queue.read(text(json), ID);

        assertThat(first.accepted())
                .extracting(SegmentEvent::messageId)
                .containsExactly("jms-host-1234-5678-1:1:1:1:1-0", "jms-host-1234-5678-1:1:1:1:1-1");
        assertThat(again.accepted())
                .extracting(SegmentEvent::messageId)
                .containsExactlyElementsOf(
                        first.accepted().stream().map(SegmentEvent::messageId).toList());
    }

    @Test
    void whatIsNotJsonIsSetAsideAsItCame() throws JMSException {
        SegmentQueue.Read read = queue.read(text("no JSON"), ID);

        assertThat(read.accepted()).isEmpty();
        assertThat(read.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.json()).isEqualTo("no JSON");
            assertThat(refused.reason()).startsWith("bad_request: The body is not JSON");
        });
    }

    @Test
    void anObjectMessageIsSetAsideAndNeverUnpacked() throws JMSException {
        ActiveMQObjectMessage message = new ActiveMQObjectMessage();
        message.setTrustAllPackages(true);
        message.setObject(new Bomb());
        message.storeContentAndClear();

        SegmentQueue.Read read = queue.read(message, ID);

        assertThat(read.accepted()).isEmpty();
        assertThat(read.refused()).hasSize(1);
        assertThat(deserialised).isFalse();
    }

    @Test
    void anEmptyMessageAndAMapAreSetAside() throws JMSException {
        assertThat(queue.read(new ActiveMQMapMessage(), ID).refused()).hasSize(1);
        assertThat(queue.read(new ActiveMQTextMessage(), ID).refused()).hasSize(1);
        assertThat(queue.read(text(""), null).refused()).hasSize(1);
    }

    @Test
    void theMessageForTheRouterIsGroupedByPersonWhateverTheSenderSaid() throws JMSException {
        SegmentEvent event = queue.read(text(IDENTIFY), ID).accepted().get(0);
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());

        queue.toMessage(event, exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo(event.json());
        assertThat(exchange.getMessage().getHeader("JMSXGroupID"))
                .isEqualTo(event.person().group());
    }

    private static Message text(String text) throws JMSException {
        ActiveMQTextMessage message = new ActiveMQTextMessage();
        message.setText(text);
        return message;
    }

    private static Message message(byte[] bytes) throws JMSException {
        return written(new ActiveMQBytesMessage(), bytes);
    }

    private static Message gzipped(byte[] bytes) throws JMSException {
        ActiveMQBytesMessage message = new ActiveMQBytesMessage();
        message.setStringProperty("contentEncoding", "gzip");
        return written(message, bytes);
    }

    private static Message written(ActiveMQBytesMessage message, byte[] bytes) throws JMSException {
        message.writeBytes(bytes);
        message.reset();
        return message;
    }

    /** Tells when somebody unpacks it. */
    private static final class Bomb implements Serializable {

        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            deserialised.set(true);
        }
    }
}
