package org.extoledestination.database;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database needs beside Spring's own set-up. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    DurableWrites durableWrites(JdbcClient database, @Value("${spring.datasource.url}") String url) {
        return new DurableWrites(database, url.startsWith("jdbc:h2:"));
    }
}
