package org.extoledestination.ingest.connections;

import java.util.function.Consumer;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.http.parser.HttpParser;
import org.jspecify.annotations.Nullable;

/** HTTP as Tomcat speaks it, over a guarded endpoint. Tomcat makes it by its name. */
public final class GuardedProtocol extends Http11NioProtocol {

    private final GuardedEndpoint endpoint;
    private volatile @Nullable HttpParser rawQueries;

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
        super.setAdapter(new ServingAdapter(adapter, endpoint, new UnreadBody()));
    }

    /**
     * Never, for what reads a request: Tomcat's own answer while it stops is meant to be 503 and becomes 400, since it looks
     * for a Host header without having read any. Senders drop what is answered 400. See {@link ServingAdapter}.
     */
    @Override
    public boolean isPaused() {
        return false;
    }

    /** Takes queries with bytes beyond ASCII, as some mail programs send those of pixels; the path must be without. */
    void takeRawQueries() {
        rawQueries = new RawQueries(getRelaxedPathChars(), getRelaxedQueryChars());
    }

    @Override
    public HttpParser getHttpParser() {
        HttpParser ours = rawQueries;
        return ours == null ? super.getHttpParser() : ours;
    }

    private static final class RawQueries extends HttpParser {

        RawQueries(String relaxedPath, String relaxedQuery) {
            super(relaxedPath, relaxedQuery);
        }

        /** The whole target; its path is looked at once more, by itself. A byte beyond ASCII is less than zero. */
        @Override
        public boolean isNotRequestTargetRelaxed(int c) {
            return c >= 0 && super.isNotRequestTargetRelaxed(c);
        }

        @Override
        public boolean isQueryRelaxed(int c) {
            return c < 0 || super.isQueryRelaxed(c);
        }
    }

    int count() {
        return endpoint.count();
    }
}
