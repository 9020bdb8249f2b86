package org.extoledestination.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that has gone without a word is given up after a while. */
class DatabaseConfigurationTest {

    @Test
    void h2HasOneConnectionSinceTransactionsThatOverlapCanTearItsFile() {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:h2:file:/somewhere");
            pool.setMaximumPoolSize(10);

            DatabaseConfiguration.oneConnectionToH2().postProcessBeforeInitialization(pool, "dataSource");

            assertThat(pool.getMaximumPoolSize()).isEqualTo(1);
        }
    }

    @Test
    void postgreSqlHasAsManyConnectionsAsIsSet() {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:postgresql://somewhere/name");
            pool.setMaximumPoolSize(10);

            DatabaseConfiguration.oneConnectionToH2().postProcessBeforeInitialization(pool, "dataSource");

            assertThat(pool.getMaximumPoolSize()).isEqualTo(10);
        }
    }

    @Test
    void postgreSqlHasATimeLimitAndH2KnowsNone() {
        assertThat(properties("jdbc:postgresql://127.0.0.1/extole"))
                .containsEntry("socketTimeout", "120")
                .containsEntry("tcpKeepAlive", "true");
        assertThat(properties("jdbc:h2:mem:x")).isEmpty();
    }

    private static Properties properties(String url) {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(url);
            DatabaseConfiguration.timeLimitsOfPostgreSql().postProcessBeforeInitialization(pool, "dataSource");
            return pool.getDataSourceProperties();
        }
    }
}
