package org.extoledestination.platform.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.extoledestination.platform.telemetry.ExplainedHealth;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.jdbc.DataSourceHealthIndicator;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The configuration of the database beside Spring's own. */
@Configuration(proxyBeanMethods = false)
@Import(DatabaseGauges.class)
class DatabaseConfiguration {

    /** Longer than any statement here takes, a migration of many rows among them. The address may name another. */
    private static final String SOCKET_TIMEOUT_SECONDS = "120";

    private static final Logger log = LoggerFactory.getLogger(DatabaseConfiguration.class);

    /** For a disk that is slow; below the 30 s after which commands take an instance for gone. */
    private static final long H2_TIMEOUT_MILLIS = 10_000;

    @Bean
    DatabaseOwner databaseOwner(@Value("${spring.datasource.url}") String url) {
        return DatabaseOwner.of(url);
    }

    @Bean
    static BeanPostProcessor connectionsAsTheDatabaseNeedsThem() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null) {
                    if (DatabaseOwner.of(pool.getJdbcUrl()).isThisProcess()) {
                        oneThatStaysOpen(pool);
                    } else {
                        onesThatDoNotWaitForEver(pool);
                    }
                }
                return bean;
            }
        };
    }

    /**
     * While one transaction ends, H2 writes what others are changing only in part, and a process that is killed then
     * leaves rows without their index entries, or the reverse: h2database issue 2080. One connection is one transaction at
     * a time. It stays open: H2 closes and packs a database whose last connection ends.
     */
    private static void oneThatStaysOpen(HikariDataSource pool) {
        pool.setMaximumPoolSize(1);
        pool.setMaxLifetime(0);
        pool.setConnectionTimeout(H2_TIMEOUT_MILLIS);
    }

    /**
     * A PostgreSQL that is gone without closing its connection never answers, and its driver would wait: the queue's
     * reader would hang although the database is back.
     */
    private static void onesThatDoNotWaitForEver(HikariDataSource pool) {
        pool.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        pool.addDataSourceProperty("tcpKeepAlive", "true");
    }

    /** Flyway takes two connections at once, for one piece of work after the other, before anybody else has any. */
    @Bean
    FlywayConfigurationCustomizer migrationsBesideTheOneConnection(
            DatabaseOwner owner, DataSourceProperties database, DataSource pool) {
        return configuration -> {
            if (owner.isThisProcess()) {
                keepOpen(pool);
                configuration.dataSource(
                        database.determineUrl(), database.determineUsername(), database.determinePassword());
            }
        };
    }

    /** A database in memory is forgotten when its last connection ends. The pool keeps one. */
    private static void keepOpen(DataSource pool) {
        try {
            pool.getConnection().close();
        } catch (SQLException e) {
            log.debug("The database does not open; Flyway says why: {}", FaultPlace.of(e));
        }
    }

    /** Spring Boot's own, with what to do. */
    @Bean
    HealthIndicator dbHealthIndicator(DataSource database, @Value("${spring.datasource.url}") String url) {
        boolean isFile = DatabaseOwner.of(url).isThisProcess();
        return new ExplainedHealth(
                new DataSourceHealthIndicator(database),
                "the database " + (isFile ? "in DATA_DIR" : "at " + address(url)) + " does not answer",
                (isFile
                                ? "see that the disk of DATA_DIR works and has room, then restart"
                                : "see that it runs, and is reached from here")
                        + "; events are taken in and kept, and delivered once it answers");
    }

    /** Host and port, or several of them. */
    private static String address(String url) {
        String behindScheme = url.substring(url.indexOf("//") + 2);
        String place = behindScheme.split("[/?]", 2)[0];
        return place.substring(place.lastIndexOf('@') + 1);
    }

    @Bean
    DurableWrites durableWrites(JdbcClient database, DatabaseOwner owner) {
        return new DurableWrites(database, owner.isThisProcess());
    }
}
