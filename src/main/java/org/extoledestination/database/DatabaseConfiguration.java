package org.extoledestination.database;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database needs beside Spring's own set-up. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    DatabaseOwner databaseOwner(@Value("${spring.datasource.url}") String url) {
        return DatabaseOwner.of(url);
    }

    @Bean
    DurableWrites durableWrites(JdbcClient database, DatabaseOwner owner) {
        return new DurableWrites(database, owner.isThisProcess());
    }
}
