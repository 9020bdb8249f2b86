package org.extoledestination.ingest.connections;

import java.util.function.Consumer;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11NioProtocol;

/** HTTP as Tomcat speaks it, over a guarded endpoint. Tomcat makes it by its name. */
public final class GuardedProtocol extends Http11NioProtocol {

    private final GuardedEndpoint endpoint;

    /** Unguarded as yet. */
    public GuardedProtocol() {
        this(new GuardedEndpoint());
    }

    private GuardedProtocol(GuardedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    void guard(Connections.Bounds bounds, Consumer<String> outcomes) {
        // Ours is reached first. At Tomcat's nothing would be accepted, so that nothing could make room.
        setMaxConnections(2 * bounds.most());
        endpoint.guard(bounds, outcomes);
    }

    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new ServingAdapter(adapter, endpoint::serves, endpoint::isPaused));
    }

    /**
     * Never, for what reads a request: Tomcat's own answer while it stops is meant to be 503 and becomes 400, since it looks
     * for a Host header without having read any. Senders drop what is answered 400. See {@link ServingAdapter}.
     */
    @Override
    public boolean isPaused() {
        return false;
    }

    int count() {
        return endpoint.count();
    }
}
