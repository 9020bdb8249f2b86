package org.extoledestination.trace.spans;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Our own settings under {@code management.tracing}; the others are Spring Boot's.
 *
 * @param senderSamples whether the flag in a sender's traceparent decides that its trace is exported
 * @param toExtole whether calls to Extole carry traceparent
 */
@ConfigurationProperties("management.tracing")
record TracingSettings(
        @DefaultValue("false") boolean senderSamples,
        @DefaultValue("false") boolean toExtole) {}
