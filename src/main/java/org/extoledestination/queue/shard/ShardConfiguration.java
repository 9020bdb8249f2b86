package org.extoledestination.queue.shard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The leases, where there are several shards. */
@Configuration(proxyBeanMethods = false)
class ShardConfiguration {

    private static final String SEVERAL = "'${queue.shards:1}' != '1'";

    private static final LeaseTimes TIMES = LeaseTimes.USUAL;

    @Bean
    @ConditionalOnExpression(SEVERAL)
    Leases leases(
            Shards shards,
            JdbcClient database,
            PlatformTransactionManager transactions,
            ObjectProvider<BuildProperties> build,
            Meters meters) {
        LeaseRows rows = new LeaseRows(database, TIMES.lease());
        List<String> queues = new ArrayList<>(shards.queues());
        queues.add(shards.base());
        rows.add(queues);
        BuildProperties known = build.getIfAvailable();
        String version = known == null ? "unknown" : String.valueOf(known.getVersion());
        Instance instance = new Instance(UUID.randomUUID().toString(), address(), version);
        Leases leases =
                new Leases(rows, shards, instance, TIMES, new TransactionTemplate(transactions), System::nanoTime);
        meters.gauge(
                "queue.shards",
                "Queues of events that this instance reads",
                () -> leases.owned().size());
        return leases;
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnExpression(SEVERAL)
    Heartbeat shardHeartbeat(Leases leases) {
        return Heartbeat.start(leases, TIMES.beat());
    }

    private static String address() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
