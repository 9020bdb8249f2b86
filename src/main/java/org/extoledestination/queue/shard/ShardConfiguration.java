package org.extoledestination.queue.shard;

import com.zaxxer.hikari.HikariDataSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The leases, where there are several shards. */
@Configuration(proxyBeanMethods = false)
@Conditional(SeveralShards.class)
class ShardConfiguration {

    private static final LeaseTimes TIMES = LeaseTimes.USUAL;

    private static final int WAIT_MILLIS = 3_000;
    private static final int SOCKET_TIMEOUT_SECONDS = 5;

    @Bean
    Leases leases(
            Shards shards,
            JdbcTemplate database,
            LeaseConnections connections,
            PlatformTransactionManager transactions,
            ObjectProvider<BuildProperties> build,
            Clock clock,
            Meters meters) {
        LeaseRows rows = new LeaseRows(JdbcClient.create(connections.pool()), TIMES.lease());
        List<String> queues = new ArrayList<>(shards.queues());
        queues.add(shards.base());
        rows.add(queues);
        BuildProperties known = build.getIfAvailable();
        String version = known == null ? "unknown" : String.valueOf(known.getVersion());
        Instance instance = new Instance(UUID.randomUUID().toString(), address(), version);
        Fence fence = new Fence(
                new LeaseRows(JdbcClient.create(database), TIMES.lease()),
                database,
                new TransactionTemplate(transactions));
        Leases leases = new Leases(rows, fence, shards, instance, TIMES, clock);
        meters.gauge(
                "queue.shards",
                "Queues of events that this instance reads",
                () -> leases.owned().size());
        return leases;
    }

    /** One connection of its own: whoever waits for the pool, or for a database that is silent, would lose the leases. */
    record LeaseConnections(HikariDataSource pool) {}

    @Bean
    LeaseConnections leaseConnections(HikariDataSource database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(database.getJdbcUrl());
        pool.setUsername(database.getUsername());
        pool.setPassword(database.getPassword());
        database.getDataSourceProperties().forEach((name, value) -> pool.addDataSourceProperty((String) name, value));
        pool.addDataSourceProperty("socketTimeout", String.valueOf(SOCKET_TIMEOUT_SECONDS));
        pool.setPoolName("leases");
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(WAIT_MILLIS);
        return new LeaseConnections(pool);
    }

    @Bean(destroyMethod = "close")
    Heartbeat shardHeartbeat(Leases leases, LeaseConnections connections) {
        return Heartbeat.start(leases, TIMES.beat(), connections.pool());
    }

    private static String address() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
