package org.extoledestination.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that has gone without a word is given up after a while. */
class DatabaseConfigurationTest {

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
