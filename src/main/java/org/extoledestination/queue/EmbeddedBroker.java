package org.extoledestination.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.region.policy.PolicyEntry;
import org.apache.activemq.broker.region.policy.PolicyMap;
import org.apache.activemq.command.ActiveMQMessage;
import org.apache.activemq.command.ActiveMQQueue;
import org.apache.activemq.store.MessageRecoveryContext;
import org.apache.activemq.store.MessageStore;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;
import org.apache.activemq.store.kahadb.disk.journal.Journal.JournalDiskSyncStrategy;

/** The ActiveMQ broker inside this process, for those who bring none. Its store outlives the process. */
final class EmbeddedBroker {

    private static final long TEMP_BYTES = 64L << 20;
    static final String NAME = "extole-destination";

    /** Waits for nothing and starts nothing: the broker is a bean that is there before its clients. */
    static final String URL = "vm://" + NAME + "?create=false&async=false&jms.alwaysSessionAsync=false"
            + "&jms.dispatchAsync=false&jms.copyMessageOnSend=false&jms.watchTopicAdvisories=false";

    /**
     * The same for consumers in transactions: where the broker's thread enters the client, a rollback at the same moment
     * can have each wait for the other forever (seen with ActiveMQ 6.3.1).
     */
    static final String URL_FOR_ROUTES = URL.replace("async=false&", "async=true&");

    /** The exit code when the store cannot be written. */
    static final int STORE_FAULT = 74;

    /**
     * The memory for waiting messages beside the store. More has no benefit, and the live heap would come near the
     * threshold above which the collector always runs.
     */
    private static final int HEAP_PERCENT = 10;

    /** Bytes of a page of the store's index. Each event writes six pages anew, whole: a quarter of 4 KB is enough. */
    private static final String PAGE_BYTES = "1024";

    /**
     * The pages of the index in memory. Events are added at its end and removed at its beginning, so few are in use.
     */
    private static final int PAGES_IN_MEMORY = 2_000;

    /** The number of messages that are read while the index of the store is locked. */
    private static final int STORE_PAGE = 200;

    private EmbeddedBroker() {}

    static BrokerService create(Path folder, QueueSettings settings, Runnable beforeHalt) throws Exception {
        BrokerService broker = new BrokerService();
        broker.setBrokerName(NAME);
        broker.setDataDirectory(folder.toString());
        broker.setUseJmx(false);
        broker.setAdvisorySupport(false);
        broker.setSchedulerSupport(false);
        broker.setUseShutdownHook(false);
        broker.setPersistenceAdapter(store(folder));
        broker.setDestinationPolicy(policy());
        broker.getSystemUsage().getMemoryUsage().setPercentOfJvmHeap(HEAP_PERCENT);
        broker.getSystemUsage().getStoreUsage().setLimit(settings.maxStoreSize().toBytes());
        broker.setIoExceptionHandler(new StoreFault(() -> {
            beforeHalt.run();
            Runtime.getRuntime().halt(STORE_FAULT);
        }));
        // With a full store the sender gets 503 instead of hanging.
        broker.getSystemUsage().setSendFailIfNoSpace(true);
        // For copies of refused messages alone: the messages themselves are in the database.
        broker.getSystemUsage().getTempUsage().setLimit(TEMP_BYTES);
        return broker;
    }

    /** How many events wait; 0 while the broker is not up. */
    static long depth(BrokerService broker) {
        return depth(broker, EventQueue.NAME);
    }

    /** How many messages a queue holds; 0 while the broker is not up. */
    static long depth(BrokerService broker, String name) {
        try {
            return broker.getRegionBroker().getDestinations(new ActiveMQQueue(name)).stream()
                    .mapToLong(queue ->
                            queue.getDestinationStatistics().getMessages().getCount())
                    .sum();
        } catch (Exception e) {
            return 0;
        }
    }

    /**
     * Looks through all that a queue keeps in the store, the oldest first, a page at a time so that nobody has to wait for
     * it: a browser sees a page of a long queue, and not more.
     *
     * @return the message that is looked for; empty if it is not there
     * @throws TimeoutException if it was not found in so long a time
     */
    static Optional<ActiveMQMessage> find(BrokerService broker, String queue, StorePage.Test isIt, Duration most)
            throws Exception {
        MessageStore store = broker.getDestination(new ActiveMQQueue(queue)).getMessageStore();
        long end = System.nanoTime() + most.toNanos();
        for (long next = 0; System.nanoTime() < end; ) {
            StorePage page = new StorePage(isIt);
            store.recoverMessages(new MessageRecoveryContext.Builder()
                    .messageRecoveryListener(page)
                    .maxMessageCountReturned(STORE_PAGE)
                    .offset(next)
                    .build());
            if (page.found().isPresent() || page.size() < STORE_PAGE) {
                return page.found();
            }
            next = page.last() + 1;
        }
        throw new TimeoutException("The message is not near: too many messages wait to look through all of them within "
                + most.toSeconds() + " s.");
    }

    /** How full its store is, in percent of what it may take. */
    static int storePercent(BrokerService broker) {
        return broker.getSystemUsage().getStoreUsage().getPercentUsage();
    }

    private static KahaDBPersistenceAdapter store(Path folder) throws IOException {
        // KahaDB has no setter for it. A store that is there already keeps the size that it was made with.
        if (System.getProperty("defaultPageSize") == null) {
            System.setProperty("defaultPageSize", PAGE_BYTES);
        }
        KahaDBPersistenceAdapter store = new KahaDBPersistenceAdapter();
        store.setIndexCacheSize(PAGES_IN_MEMORY);
        store.setDirectory(folder.toFile());
        // Else it waits forever, and says nothing, where another process has it or nobody may write.
        store.getLocker().setFailIfLocked(true);
        store.setJournalDiskSyncStrategy(JournalDiskSyncStrategy.ALWAYS.name());
        // Commits of many senders then share one write to disk: 2.5 times the throughput of the default.
        store.setConcurrentStoreAndDispatchQueues(false);
        return store;
    }

    private static PolicyMap policy() {
        PolicyEntry queues = new PolicyEntry();
        queues.setQueue(">");
        // Messages wait in the store, not in memory: a deep queue must not block its producers.
        queues.setProducerFlowControl(false);
        queues.setMaxPageSize(2_000);
        // With a deep queue that memory is always full. No producer is blocked by it, so there is nothing to warn of.
        queues.setBlockedProducerWarningInterval(0);
        PolicyMap policy = new PolicyMap();
        policy.setPolicyEntries(List.of(queues));
        return policy;
    }
}
