package org.extoledestination.ingest.archive;

import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.queue.EventQueue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the command {@code import} talks to. */
@Configuration(proxyBeanMethods = false)
class ArchiveConfiguration {

    @Bean
    ImportEndpoint importEndpoint(ArchiveReader reader, EventQueue queue, Meters meters) {
        return new ImportEndpoint(new Archive(reader, queue, meters));
    }
}
