package org.extoledestination.ingest.connections;

import java.util.function.Consumer;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Puts the guard before a web server. Last, since it knows better than the settings of Tomcat. */
record Guard(
        Connections.Bounds bounds,
        Consumer<String> outcomes,
        Consumer<String> malformed,
        Consumer<GuardedProtocol> made)
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(GuardedProtocol.class.getName());
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                // Tomcat makes none of its own beside one of this name.
                host.setErrorReportValveClass(PlainErrors.class.getName());
                host.getPipeline().addValve(new PlainErrors(malformed));
            }
        });
        factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof GuardedProtocol protocol) {
                protocol.guard(bounds, outcomes);
                made.accept(protocol);
            }
        });
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
