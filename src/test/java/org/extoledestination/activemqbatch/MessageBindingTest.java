package org.extoledestination.activemqbatch;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.command.ActiveMQBytesMessage;
import org.apache.activemq.command.ActiveMQMapMessage;
import org.apache.activemq.command.ActiveMQObjectMessage;
import org.apache.activemq.command.ActiveMQTextMessage;
import org.apache.activemq.util.ByteSequence;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class MessageBindingTest {

    private static final AtomicBoolean unpacked = new AtomicBoolean();

    @Test
    void aTextIsATextAndItsPropertiesAreHeaders() throws JMSException {
        ActiveMQTextMessage message = new ActiveMQTextMessage();
        message.setText("Zoë");
        message.setStringProperty("segmentSource", "shop");
        message.setStringProperty("CamelHttpUri", "http://elsewhere");

        DefaultExchange exchange = bound(message);

        assertThat(exchange.getIn().getBody()).isEqualTo("Zoë");
        assertThat(exchange.getIn().getHeader("segmentSource")).isEqualTo("shop");
        assertThat(exchange.getIn().getHeaders()).doesNotContainKey("CamelHttpUri");
    }

    @Test
    void bytesAreThereAtEachAttempt() throws JMSException {
        ActiveMQBytesMessage message = new ActiveMQBytesMessage();
        message.writeBytes(new byte[] {1, 2, 3});
        message.reset();

        bound(message);

        assertThat(bound(message).getIn().getBody(byte[].class)).containsExactly(1, 2, 3);
    }

    @Test
    void anObjectIsNeverUnpacked() throws JMSException {
        ActiveMQObjectMessage message = new ActiveMQObjectMessage();
        message.setTrustAllPackages(true);
        message.setObject(new Bomb());
        message.storeContentAndClear();

        DefaultExchange exchange = bound(message);
        assertThat(exchange.getIn().getBody()).isNull();
        assertThat(exchange.getIn().getHeader(MessageBinding.UNREAD, byte[].class))
                .isNotEmpty();
        assertThat(unpacked).isFalse();
    }

    @Test
    void aTextThatIsNotPackedAsItSaysHasNoBodyButWhatItHolds() throws JMSException {
        ActiveMQTextMessage message = new ActiveMQTextMessage();
        byte[] content = "no deflated text".getBytes(StandardCharsets.UTF_8);
        message.setContent(new ByteSequence(content));
        message.setCompressed(true);
        message.setMarshalledProperties(new ByteSequence(new byte[] {1, 2, 3}));

        DefaultExchange exchange = bound(message);

        assertThat(exchange.getIn().getBody()).isNull();
        assertThat(exchange.getIn().getHeader(MessageBinding.UNREAD, byte[].class))
                .isEqualTo(content);
    }

    @Test
    void aMapAndAnEmptyMessageHaveNoBody() throws JMSException {
        assertThat(bound(new ActiveMQMapMessage()).getIn().getBody()).isNull();
        assertThat(bound(new ActiveMQTextMessage()).getIn().getBody()).isNull();
    }

    private static DefaultExchange bound(Message message) throws JMSException {
        DefaultExchange exchange = new DefaultExchange(new DefaultCamelContext());
        MessageBinding.bind(message, exchange);
        return exchange;
    }

    /** Tells when somebody unpacks it. */
    private static final class Bomb implements Serializable {

        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            unpacked.set(true);
        }
    }
}
