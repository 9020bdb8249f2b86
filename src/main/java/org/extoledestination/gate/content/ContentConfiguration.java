package org.extoledestination.gate.content;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that routes of a team's own may name. */
@Configuration(proxyBeanMethods = false)
class ContentConfiguration {

    @Bean
    JsonSchemas jsonSchema(@Qualifier("segmentJson") ObjectMapper json) {
        return new JsonSchemas(json);
    }

    @Bean
    PathSegments pathSegment() {
        return new PathSegments();
    }

    @Bean
    LookUp lookUp(@Qualifier("segmentJson") ObjectMapper json) {
        return new LookUp(json);
    }
}
