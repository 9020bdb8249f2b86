package org.extoledestination.queue;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.ActiveMQPrefetchPolicy;
import org.apache.activemq.ActiveMQSslConnectionFactory;
import org.apache.activemq.RedeliveryPolicy;
import org.apache.activemq.broker.BrokerService;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.component.activemq.ActiveMQComponent;
import org.extoledestination.activemqbatch.ActiveMqBatchComponent;
import org.extoledestination.activemqbatch.BacklogNote;
import org.extoledestination.edit.routes.Guards;
import org.extoledestination.event.TreeSize;
import org.extoledestination.event.Whereabouts;
import org.extoledestination.inhand.InHand;
import org.extoledestination.platform.alert.AlertSource;
import org.extoledestination.platform.database.DatabaseOwner;
import org.extoledestination.platform.deadline.Deadlines;
import org.extoledestination.platform.start.StartRefusedException;
import org.extoledestination.platform.telemetry.ExplainedHealth;
import org.extoledestination.platform.telemetry.Journeys;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.queue.QueueLimits.Reached;
import org.extoledestination.queue.shard.Leases;
import org.extoledestination.queue.shard.Plan;
import org.extoledestination.queue.shard.SeveralShards;
import org.extoledestination.queue.shard.Shards;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.system.DiskSpaceHealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The broker, or the way to one, and Camel's {@code activemq:} on top. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueSettings.class)
@Import(QueueHealth.class)
class QueueConfiguration {

    private static final int COPIES = 2;

    private static final int ROUTES_READ_AHEAD = 32;

    /** A stop closes one connection after the other, and a broker that hangs answers none. */
    private static final int CLOSE_TIMEOUT_MILLIS = 3_000;

    @Bean
    BacklogNote backlogNote(Meters meters) {
        return meters::waiting;
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    @ConditionalOnExpression("'${queue.broker-url:}'.isBlank()")
    BrokerService embeddedBroker(
            @Value("${data-dir}") Path dataDir, QueueSettings settings, InHand inHand, Meters meters) throws Exception {
        // A full disk is no fault of an event.
        BrokerService broker = EmbeddedBroker.create(dataDir.resolve("broker"), settings, inHand::forget);
        meters.gauge("queue.depth", "Events that wait in the embedded broker", () -> EmbeddedBroker.depth(broker));
        meters.gauge(
                "queue.store.percent",
                "How full the embedded broker's store is, in percent of queue.max-store-size",
                () -> EmbeddedBroker.storePercent(broker));
        return broker;
    }

    /** Asks for the embedded broker first: clients that come before it find nothing. */
    @Bean
    ActiveMQConnectionFactory brokerConnections(
            QueueSettings settings,
            ObjectProvider<BrokerService> embedded,
            @Value("${queue.ssl-bundle:}") String sslBundle,
            SslBundles bundles) {
        Optional<BrokerService> broker = Optional.ofNullable(embedded.getIfAvailable());
        String url = broker.isPresent() ? EmbeddedBroker.URL : settings.brokerUrl();
        ActiveMQConnectionFactory connections = connections(url, sslBundle, bundles);
        if (!settings.user().isBlank()) {
            connections.setUserName(settings.user());
            connections.setPassword(settings.password());
        }
        connections.setRedeliveryPolicy(redelivery());
        connections.setCloseTimeout(CLOSE_TIMEOUT_MILLIS);
        return connections;
    }

    /** Without a bundle, {@code ssl://} trusts whom the JVM trusts. */
    private static ActiveMQConnectionFactory connections(String url, String sslBundle, SslBundles bundles) {
        if (sslBundle.isBlank()) {
            return new ActiveMQConnectionFactory(url);
        }
        SslManagerBundle managers = bundles.getBundle(sslBundle).getManagers();
        ActiveMQSslConnectionFactory connections = new ActiveMQSslConnectionFactory(url);
        connections.setKeyAndTrustManagers(managers.getKeyManagers(), managers.getTrustManagers(), null);
        return connections;
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    JmsPoolConnectionFactory pooledBrokerConnections(
            ActiveMQConnectionFactory brokerConnections, QueueSettings settings) {
        ActiveMQConnectionFactory ofRoutes = brokerConnections.copy();
        if (ofRoutes.getPrefetchPolicy().getQueuePrefetch() == ActiveMQPrefetchPolicy.DEFAULT_QUEUE_PREFETCH) {
            // Read ahead by number, however large they are. A route that takes one in each transaction needs no more.
            ActiveMQPrefetchPolicy few = new ActiveMQPrefetchPolicy();
            few.setQueuePrefetch(ROUTES_READ_AHEAD);
            ofRoutes.setPrefetchPolicy(few);
        }
        if (settings.isEmbedded()) {
            ofRoutes.setBrokerURL(EmbeddedBroker.URL_FOR_ROUTES);
        }
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(ofRoutes);
        pool.setMaxSessionsPerConnection(1_000);
        return pool;
    }

    @Bean
    ActiveMQComponent activemq(JmsPoolConnectionFactory pooledBrokerConnections) {
        ActiveMQComponent component = new ActiveMQComponent();
        component.setConnectionFactory(pooledBrokerConnections);
        component.setHeaderFilterStrategy(new OwnHeaders());
        component.setMessageConverter(new PlainBodies());
        component.getConfiguration().setTransacted(true);
        component.getConfiguration().setLazyCreateTransactionManager(false);
        component.getConfiguration().setCacheLevelName("CACHE_CONSUMER");
        component.getConfiguration().setRecoveryInterval(5_000);
        // A message that goes back to its queue is one line in the log; its stack trace says nothing more.
        component.getConfiguration().setErrorHandlerLogStackTrace(false);
        return component;
    }

    /** Without the pool: it reads with one connection, which it opens and closes by itself. */
    @Bean("activemq-batch")
    @Guards(
            from = {
                "activemq-batch:extole.events",
                "activemq-batch:segment.events",
                "activemq-batch:segment.events.refused"
            },
            by = "parkTo",
            without = "a message on which a route fails each time would be tried for ever")
    @Guards(
            from = {"activemq-batch:extole.events"},
            by = "sequenceBy",
            without = "events of one person could overtake each other")
    @Guards(
            from = {"activemq-batch:extole.events", "activemq-batch:segment.events"},
            by = "batchListeners",
            without = "what is kept for many events at once would be lost or done twice")
    @Guards(
            from = {"activemq-batch:segment.events"},
            by = "inOrder",
            without = "events of one person could overtake each other")
    @Guards(
            from = {"activemq-batch:segment.events"},
            by = "exclusive",
            without = "events of one person could overtake each other where several instances read")
    ActiveMqBatchComponent activeMqBatch(
            ActiveMQConnectionFactory brokerConnections, MeterRegistry meters, ObjectProvider<Leases> leases) {
        ActiveMqBatchComponent component = new ActiveMqBatchComponent();
        component.setConnectionFactory(brokerConnections);
        component.setMeterRegistry(meters);
        component.setMeterPrefix("extole.destination.queue");
        component.setFailureObserver(MemoryFault::endIfOne);
        component.setWeigher(QueueConfiguration::weight);
        leases.ifAvailable(shards -> component.partition(EventQueue.NAME, shards));
        return component;
    }

    /** What the router reads of an event, and what a mapping makes of that. */
    private static long weight(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        return body == null ? 0 : COPIES * TreeSize.of(body);
    }

    @Bean
    @Guards(
            from = {"direct:router", "activemq-batch:segment.events", "activemq-batch:segment.events.refused"},
            by = "inHand.begin",
            without = "an event that ends the process would end it at each start")
    InHand inHand(@Value("${data-dir}") Path dataDir, QueueSettings settings, Clock clock, Meters meters) {
        return InHand.open(dataDir, settings.suspectsWait(), settings.hold(), clock, meters);
    }

    @Bean
    @Guards(
            from = {"direct:router", "activemq-batch:segment.events", "activemq-batch:segment.events.refused"},
            by = "isSetAside",
            without = "what was in hand at two abrupt ends, or is parked, would be tried again")
    Predicate isSetAside(InHand inHand) {
        return inHand::isSetAside;
    }

    /** For {@code onExceptionOccurredRef}: what waits for its next attempt is not worked on. */
    @Bean
    Processor waits() {
        return InHand::waits;
    }

    /** For {@code onRedeliveryRef}: the wait is over. */
    @Bean
    Processor goesOn() {
        return InHand::goesOn;
    }

    @Bean
    @Guards(
            from = {"activemq-batch:extole.events"},
            by = "isForeign",
            without = "a message that is no event of ours would be processed")
    Predicate isForeign(EventMessages eventMessages) {
        return eventMessages::isForeign;
    }

    @Bean
    @Guards(
            from = {"activemq-batch:extole.events"},
            by = "eventMessages.receive",
            without = "an event could not be kept as it stood in the queue")
    EventMessages eventMessages(Journeys journeys) {
        return new EventMessages(journeys);
    }

    @Bean
    Shards shards(
            QueueSettings settings,
            JdbcClient database,
            DatabaseOwner owner,
            ActiveMQConnectionFactory brokerConnections,
            @Value("${delivery.ids-in:}") String idsIn) {
        if (settings.shards() > 1 && "files".equalsIgnoreCase(idsIn.strip())) {
            throw new StartRefusedException(
                    "queue.shards is " + settings.shards()
                            + ", but delivery.ids-in is files: an instance would not know"
                            + " what another has delivered.",
                    "Remove delivery.ids-in, or set queue.shards to 1.");
        }
        Browsing browsing = new Browsing(brokerConnections);
        return Plan.checked(new Shards(EventQueue.NAME, settings.shards()), database, owner, browsing::isEmpty);
    }

    @Bean
    EventQueue eventQueue(
            ActiveMQConnectionFactory brokerConnections,
            QueueSettings settings,
            Deadlines deadlines,
            QueueLimits limits,
            Meters meters,
            Journeys journeys,
            Shards shards) {
        return new EventQueue(
                brokerConnections,
                settings.commitTimeout(),
                deadlines,
                limits,
                meters,
                journeys,
                Runtime.getRuntime().maxMemory(),
                shards);
    }

    @Bean
    AlertSource fullAlert(QueueLimits limits) {
        return new AlertSource(
                "queue.full",
                "queue.open",
                "extoleintakestopped",
                1,
                () -> limits.reached().map(reached -> new AlertSource.Cause(reached.reason(), null, reached.action())));
    }

    @Bean
    QueueLimits queueLimits(
            @Value("${data-dir}") Path dataDir,
            QueueSettings settings,
            ObjectProvider<BrokerService> embedded,
            Meters meters) {
        List<QueueLimit> limits = new ArrayList<>();
        if (settings.minFreeDisk().toBytes() > 0) {
            limits.add(QueueLimit.disk(() -> FreeDisk.bytes(dataDir), settings.minFreeDisk()));
        }
        embedded.ifAvailable(broker -> {
            limits.add(QueueLimit.store(() -> EmbeddedBroker.storePercent(broker)));
            if (settings.maxDepth() > 0) {
                limits.add(QueueLimit.depth(() -> EmbeddedBroker.depth(broker), settings.maxDepth()));
            }
        });
        return QueueLimits.start(limits, meters);
    }

    /** Spring Boot's own, but of the disk that matters. */
    @Bean
    HealthIndicator diskSpaceHealthIndicator(@Value("${data-dir}") Path dataDir, QueueSettings settings) {
        Path there = dataDir.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        Reached reached = QueueLimit.reached(settings.minFreeDisk());
        return new ExplainedHealth(
                new DiskSpaceHealthIndicator(there.toFile(), settings.minFreeDisk()),
                reached.reason(),
                reached.action());
    }

    /**
     * A message that was given back comes again until it is done: the broker's own limit would throw it into its DLQ,
     * where nobody looks. What cannot be delivered is parked by the routes, one event at a time.
     */
    static RedeliveryPolicy redelivery() {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setMaximumRedeliveries(RedeliveryPolicy.NO_MAXIMUM_REDELIVERIES);
        policy.setInitialRedeliveryDelay(1_000);
        policy.setUseExponentialBackOff(true);
        policy.setBackOffMultiplier(2);
        policy.setMaximumRedeliveryDelay(30_000);
        policy.setUseCollisionAvoidance(true);
        return policy;
    }

    @Bean
    WaitingMessages waitingMessages(
            ActiveMQConnectionFactory brokerConnections,
            ObjectProvider<BrokerService> embedded,
            ActiveMqBatchComponent reading,
            InHand inHand,
            EventQueue queue,
            Clock clock,
            Meters meters,
            Shards shards,
            ObjectProvider<Leases> leases) {
        WaitingMessages waiting = new WaitingMessages(
                brokerConnections, Optional.ofNullable(embedded.getIfAvailable()), reading, inHand, shards);
        Leases owner = leases.getIfAvailable();
        Supplier<Collection<String>> read = owner == null ? shards::queues : () -> waitFor(owner);
        meters.gauge(
                "queue.oldest.seconds",
                "How long the oldest event in the queue has waited; of shards, in those that this instance reads",
                // A broker that is away would be waited for.
                () -> queue.isAvailable() ? waiting.oldestSeconds(read.get(), clock) : Double.NaN);
        return waiting;
    }

    /** Behind the queue of before, the shards wait for its reader. */
    private static Collection<String> waitFor(Leases leases) {
        Set<String> all = new HashSet<>(leases.owned());
        if (!leases.isDrained() && all.contains(EventQueue.NAME)) {
            all.addAll(leases.shards().queues());
        }
        return all;
    }

    @Bean
    @Conditional(SeveralShards.class)
    OldQueue oldQueue(Leases leases, WaitingMessages waiting) {
        return new OldQueue(leases, waiting);
    }

    @Bean
    Whereabouts queueWhereabouts(WaitingMessages waiting) {
        return new Whereabouts("the queues", waiting::places);
    }
}
