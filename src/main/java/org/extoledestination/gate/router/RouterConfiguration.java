package org.extoledestination.gate.router;

import java.util.Set;
import org.apache.camel.Predicate;
import org.extoledestination.delivery.Failure;
import org.extoledestination.edit.routes.Guards;
import org.extoledestination.event.EventBody;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.mapping.MappingStation;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The beans that the router route names. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RouterSettings.class)
@Import({Integrations.class, ItemFailures.class, LoopGuard.class})
class RouterConfiguration {
    private static final Set<EventType> SENT = Set.of(EventType.IDENTIFY, EventType.TRACK, EventType.DELETE);

    @Bean
    Predicate isFromExtole(LoopGuard guard) {
        return exchange -> guard.stops(EventBody.of(exchange.getMessage().getBody()));
    }

    /** A failure that has not been caught yet. */
    @Bean
    Predicate isAboutItem() {
        return exchange -> Failure.isUnforeseen(exchange.getException());
    }

    @Bean
    @Guards(
            from = {"direct:router"},
            by = "isWithItems",
            without = "mapping files with 'each' would be in vain")
    Predicate isWithItems(MappingStation mapping) {
        return exchange -> mapping.hasItems(EventBody.of(exchange.getMessage().getBody()));
    }

    /** The endpoint for subscriptions asks the mappings the same, so that it takes nothing in vain. */
    @Bean
    @Guards(
            from = {"direct:router"},
            by = "isOfNoUse",
            without = "its own list of types decides, and /segment may take page, screen, group or alias calls that the"
                    + " router drops, or refuse what it sends")
    Predicate isOfNoUse(MappingStation mapping) {
        return exchange -> EventType.of(exchange.getMessage().getHeader(SegmentEvent.Header.TYPE, "", String.class))
                .filter(type -> SENT.contains(type) || mapping.isFor(type))
                .isEmpty();
    }

    /** A predicate of its own: {@code method:} copies the whole exchange to ask. */
    @Bean
    Predicate isNotForExtole(Integrations integrations) {
        return exchange ->
                integrations.leaveOut(EventBody.of(exchange.getMessage().getBody()));
    }
}
