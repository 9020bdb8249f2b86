package org.extoledestination.deadletter;

import java.time.Clock;
import org.extoledestination.database.DurableWrites;
import org.extoledestination.telemetry.Meters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The beans that the dead-letter route names, and what operators read. */
@Configuration(proxyBeanMethods = false)
class DeadLetterConfiguration {

    @Bean
    DeadLetters deadLetters(JdbcClient database, DurableWrites durableWrites, Clock clock, Meters meters) {
        DeadLetters deadLetters = new DeadLetters(database, durableWrites, clock, meters);
        meters.gauge("dead.letters", "Dead letters that wait for a decision", deadLetters::count);
        return deadLetters;
    }

    @Bean
    DeadLettersEndpoint deadLettersEndpoint(DeadLetters deadLetters) {
        return new DeadLettersEndpoint(deadLetters);
    }
}
