package org.extoledestination.router;

import org.apache.camel.Predicate;
import org.extoledestination.event.EventBody;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that the router route names. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RouterSettings.class)
class RouterConfiguration {

    @Bean
    Integrations integrations() {
        return new Integrations();
    }

    @Bean
    LoopGuard loopGuard(RouterSettings settings) {
        return new LoopGuard(settings);
    }

    @Bean
    Predicate isFromExtole(LoopGuard guard) {
        return exchange -> guard.stops(EventBody.of(exchange.getMessage().getBody()));
    }

    /** A predicate of its own: {@code method:} copies the whole exchange to ask. */
    @Bean
    Predicate isNotForExtole(Integrations integrations) {
        return exchange ->
                integrations.leaveOut(EventBody.of(exchange.getMessage().getBody()));
    }
}
