package org.extoledestination.queue;

import jakarta.jms.JMSException;
import java.util.Optional;
import org.apache.activemq.command.ActiveMQMessage;
import org.apache.activemq.command.Message;
import org.apache.activemq.command.MessageId;
import org.apache.activemq.store.MessageRecoveryListener;
import org.jspecify.annotations.Nullable;

/** Some messages in a row of a store, among which one is looked for. */
final class StorePage implements MessageRecoveryListener {

    /** Tells the message that is looked for from others. */
    interface Test {
        boolean is(ActiveMQMessage message) throws JMSException;
    }

    private final Test isIt;
    private @Nullable ActiveMQMessage found;
    private int size;
    private long last;

    StorePage(Test isIt) {
        this.isIt = isIt;
    }

    @Override
    public boolean recoverMessage(Message message) throws JMSException {
        size++;
        last = (Long) message.getMessageId().getFutureOrSequenceLong();
        if (found == null && message instanceof ActiveMQMessage own && isIt.is(own)) {
            found = own;
        }
        return true;
    }

    /** The one that is looked for. */
    Optional<ActiveMQMessage> found() {
        return Optional.ofNullable(found);
    }

    /** How many there were. */
    int size() {
        return size;
    }

    /** The place of the last one in the store. */
    long last() {
        return last;
    }

    @Override
    public boolean recoverMessageReference(MessageId ref) {
        return true;
    }

    @Override
    public boolean hasSpace() {
        return true;
    }

    @Override
    public boolean isDuplicate(MessageId ref) {
        return false;
    }
}
