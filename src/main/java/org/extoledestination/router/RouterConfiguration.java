package org.extoledestination.router;

import org.apache.camel.Predicate;
import org.extoledestination.event.EventBody;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that the router route names. */
@Configuration(proxyBeanMethods = false)
class RouterConfiguration {

    @Bean
    Integrations integrations() {
        return new Integrations();
    }

    /** A predicate of its own: {@code method:} copies the whole exchange to ask. */
    @Bean
    Predicate isNotForExtole(Integrations integrations) {
        return exchange ->
                integrations.leaveOut(EventBody.of(exchange.getMessage().getBody()));
    }
}
