package org.extoledestination.router;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.extoledestination.ingest.SegmentJson;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that the router route names. */
@Configuration(proxyBeanMethods = false)
class RouterConfiguration {

    @Bean
    Integrations integrations() {
        return new Integrations();
    }

    /** Not the application's default mapper: only routes name it. */
    @Bean(defaultCandidate = false)
    ObjectMapper segmentJson() {
        return SegmentJson.mapper();
    }
}
