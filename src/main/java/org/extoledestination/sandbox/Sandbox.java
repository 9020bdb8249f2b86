package org.extoledestination.sandbox;

import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A stand-in for Extole: answers its server-to-server API over HTTP from memory, shows under {@code /__sandbox} what it
 * was sent, and misbehaves on request. Behaviour follows Extole's published "Integration API" and "Common errors".
 */
public final class Sandbox implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;
    private final ScheduledExecutorService later;
    private final String host;

    private Sandbox(SandboxSettings settings) {
        host = settings.host();
        later = Executors.newSingleThreadScheduledExecutor(Sandbox::daemon);
        QueuedThreadPool threads = new QueuedThreadPool(200, 8);
        threads.setName("sandbox");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, new HttpConnectionFactory(http()));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        server.addConnector(connector);
        server.setHandler(new FrontDoor(settings, later));
    }

    /**
     * Starts a sandbox; it serves requests when this returns.
     *
     * @throws IllegalStateException when it cannot listen, for instance because the port is taken
     */
    public static Sandbox start(SandboxSettings settings) {
        Sandbox sandbox = new Sandbox(settings);
        try {
            sandbox.server.start();
            return sandbox;
        } catch (Exception e) {
            sandbox.close();
            throw new IllegalStateException(
                    "The sandbox cannot listen on " + settings.host() + ":" + settings.port(), e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Where Extole's paths begin, without a slash at the end. */
    public URI uri() {
        return URI.create("http://" + host + ":" + port());
    }

    /** Stops at once; open requests are cut off and everything is forgotten. */
    @Override
    public void close() {
        later.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The sandbox does not stop", e);
        }
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // Names of events and of data in a path may hold an encoded slash or percent sign.
        http.setUriCompliance(UriCompliance.DEFAULT.with(
                "encoded names",
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
        return http;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "sandbox-later");
        thread.setDaemon(true);
        return thread;
    }
}
