package org.extoledestination.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;

class DatabaseConfigurationTest {

    @Test
    void aPostgreSqlThatHasGoneWithoutAWordIsGivenUpAfterAWhile() {
        try (HikariDataSource pool = pool("jdbc:postgresql://127.0.0.1/extole")) {
            assertThat(pool.getDataSourceProperties())
                    .containsEntry("socketTimeout", "120")
                    .containsEntry("tcpKeepAlive", "true");
            assertThat(pool.getMaximumPoolSize()).isEqualTo(7);
        }
    }

    @Test
    void h2HasOneConnectionThatStaysOpenSinceTransactionsThatOverlapCanTearItsFile() {
        try (HikariDataSource pool = pool("jdbc:h2:file:/somewhere")) {
            assertThat(pool.getMaximumPoolSize()).isEqualTo(1);
            assertThat(pool.getMaxLifetime()).isZero();
            assertThat(pool.getDataSourceProperties()).isEmpty();
        }
    }

    private static HikariDataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(7);
        DatabaseConfiguration.connectionsAsTheDatabaseNeedsThem().postProcessBeforeInitialization(pool, "dataSource");
        return pool;
    }
}
