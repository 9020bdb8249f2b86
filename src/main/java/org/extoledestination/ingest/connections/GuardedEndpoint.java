package org.extoledestination.ingest.connections;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's own endpoint, with an eye on each connection. Tomcat's time-outs are for one read, so that one byte in nine
 * seconds keeps a connection for days, and its limit of connections makes new ones wait for old ones.
 */
final class GuardedEndpoint extends NioEndpoint implements Connections.Server {

    private static final long LOOK_MILLIS = 500;

    /** For answers of some hundred bytes. Larger ones and larger heads go past it. */
    private static final int BUFFER = 1024;

    @SuppressWarnings("ThreadLocalUsage") // one for each server, of which there are two
    private final ThreadLocal<@Nullable SocketWrapperBase<NioChannel>> atHand = new ThreadLocal<>();

    private @Nullable Connections guarded;
    private @Nullable ScheduledExecutorService watch;

    GuardedEndpoint() {
        getSocketProperties().setAppReadBufSize(BUFFER);
        getSocketProperties().setAppWriteBufSize(BUFFER);
    }

    /** Keeps to these bounds from its start on. */
    void guard(Connections.Bounds bounds, Consumer<String> outcomes) {
        guarded = new Connections(bounds, this, outcomes, System::nanoTime);
    }

    int count() {
        return guarded == null ? 0 : guarded.count();
    }

    /** The head of the request that this thread reads is whole. */
    void serves() {
        Connections all = guarded;
        if (all != null) {
            atHand().map(socket -> socket.getSocket().getIOChannel()).ifPresent(all::serves);
        }
    }

    /** The request that this thread serves has its answer. */
    void answered() {
        Connections all = guarded;
        if (all != null) {
            atHand().map(socket -> socket.getSocket().getIOChannel()).ifPresent(all::answered);
        }
    }

    /** The connection whose request this thread serves. */
    Optional<SocketWrapperBase<NioChannel>> atHand() {
        return Optional.ofNullable(atHand.get());
    }

    @Override
    public void startInternal() throws Exception {
        super.startInternal();
        if (guarded != null && watch == null) {
            ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, getName() + "-connections");
                thread.setDaemon(true);
                return thread;
            });
            ScheduledFuture<?> unused =
                    started.scheduleWithFixedDelay(guarded::sweep, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            watch = started;
        }
    }

    @Override
    public void stopInternal() {
        if (watch != null) {
            watch.shutdownNow();
            watch = null;
        }
        super.stopInternal();
    }

    @Override
    protected boolean setSocketOptions(SocketChannel channel) {
        Connections all = guarded;
        if (all == null) {
            return super.setSocketOptions(channel);
        }
        if (!isAdmitted(all, channel)) {
            destroySocket(channel);
            return true;
        }
        boolean taken = super.setSocketOptions(channel);
        if (!taken) {
            all.ends(channel);
        }
        return taken;
    }

    private static boolean isAdmitted(Connections all, SocketChannel channel) {
        try {
            return channel.getRemoteAddress() instanceof InetSocketAddress from
                    && all.admit(channel, from.getAddress());
        } catch (IOException e) {
            return false;
        }
    }

    /** Called by the protocol, with what reads requests. */
    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new Watched(handler));
    }

    @Override
    public boolean closeAtRest(SocketChannel channel) {
        SocketWrapperBase<NioChannel> wrapper = super.connections.get(channel);
        // The thread that serves it holds this lock.
        if (wrapper == null || !(wrapper.getLock() instanceof ReentrantLock lock) || !lock.tryLock()) {
            return false;
        }
        try {
            if (guarded == null || !guarded.isAtRest(channel)) {
                return false;
            }
            wrapper.close();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What has come for the poller is not waited for until it has been read. */
    @Override
    public boolean waitsForSender(SocketChannel channel) {
        return super.connections.get(channel) instanceof NioSocketWrapper wrapper && wrapper.interestOps() != 0;
    }

    @Override
    public void endInput(SocketChannel channel) {
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    /** Tells what the server does with each connection. */
    private final class Watched implements Handler<NioChannel> {

        private final Handler<NioChannel> handler;

        Watched(Handler<NioChannel> handler) {
            this.handler = handler;
        }

        @Override
        public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            Connections all = guarded;
            SocketChannel channel = socket.getSocket().getIOChannel();
            if (all == null || channel == null) {
                return handler.process(socket, event);
            }
            all.begins(channel);
            atHand.set(socket);
            try {
                SocketState state = handler.process(socket, event);
                if (state == SocketState.LONG || state == SocketState.OPEN) {
                    all.rests(channel, state == SocketState.LONG);
                }
                return state;
            } finally {
                atHand.remove();
            }
        }

        @Override
        public void release(SocketWrapperBase<NioChannel> socket) {
            SocketChannel channel = socket.getSocket().getIOChannel();
            if (guarded != null && channel != null) {
                guarded.ends(channel);
            }
            handler.release(socket);
        }

        @Override
        public Object getGlobal() {
            return handler.getGlobal();
        }

        @Override
        public void pause() {
            handler.pause();
        }

        @Override
        public void recycle() {
            handler.recycle();
        }
    }
}
