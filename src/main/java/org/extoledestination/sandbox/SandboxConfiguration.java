package org.extoledestination.sandbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** With the profile {@code sandbox}, Extole's stand-in runs inside this process. */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
class SandboxConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SandboxConfiguration.class);

    @Bean
    Sandbox sandbox(@Value("${sandbox.port:8090}") int port) {
        Sandbox sandbox = Sandbox.start(SandboxSettings.defaults().withPort(port));
        log.info(
                "Extole's sandbox listens at {}; what it has received: {}/__sandbox/events",
                sandbox.uri(),
                sandbox.uri());
        return sandbox;
    }
}
