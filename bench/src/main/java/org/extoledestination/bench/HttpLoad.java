package org.extoledestination.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Keep-alive connections, each with one request under way and people of its own: an event goes only when the sender has
 * heard of the one before. What is not answered with 200 is sent again with the same id, as Segment does. One thread.
 */
final class HttpLoad {

    /** The key that the bench gives the application. */
    static final String WRITE_KEY = "bench-write-key";

    private static final String AUTHORIZATION =
            Base64.getEncoder().encodeToString((WRITE_KEY + ":").getBytes(StandardCharsets.US_ASCII));
    private static final long TICK_MICROS = 500;
    private static final long AGAIN_MILLIS = 100;

    private final Load.Order order;
    private final int[] next;
    private final InFlight inFlight;
    private final EventLoop loop;
    private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
    private final Map<String, Long> refusals = new TreeMap<>();
    private final ArrayDeque<Sender> idle = new ArrayDeque<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final long before;
    private long accepted;
    private long asked;
    private int underWay;
    private long closed;
    private long started;
    private long ended;
    private boolean over;

    HttpLoad(Load.Order order, int[] next, InFlight inFlight, EventLoopGroup loops) {
        this.order = order;
        this.next = next;
        this.inFlight = inFlight;
        this.loop = loops.next();
        this.before = Arrays.stream(next).asLongStream().sum();
    }

    Map<String, Object> run() throws Exception {
        Sender[] senders = new Sender[order.connections()];
        for (int at = 0; at < senders.length; at++) {
            senders[at] = new Sender(at);
            senders[at].connect().sync();
        }
        loop.execute(() -> {
            started = System.nanoTime();
            Arrays.stream(senders).forEach(Sender::next);
        });
        var tick = loop.scheduleAtFixedRate(this::tick, TICK_MICROS, TICK_MICROS, TimeUnit.MICROSECONDS);
        try {
            done.get();
        } finally {
            tick.cancel(false);
            for (Sender sender : senders) {
                sender.channel.close();
            }
        }
        return result();
    }

    private Map<String, Object> result() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("events", accepted);
        result.put("seconds", (ended - started) / 1e9);
        result.put("p50", latencies.getValueAtPercentile(50) / 1000.0);
        result.put("p95", latencies.getValueAtPercentile(95) / 1000.0);
        result.put("p99", latencies.getValueAtPercentile(99) / 1000.0);
        result.put("max", latencies.getMaxValue() / 1000.0);
        result.put("refusals", refusals);
        result.put("closed", closed);
        return result;
    }

    /** Lets those go that wait for room, for their time, or for another try. */
    private void tick() {
        if (started == 0 || over) {
            return;
        }
        for (int left = idle.size(); left > 0; left--) {
            idle.poll().next();
        }
        if (isTimeUp() && underWay == 0) {
            finish();
        }
    }

    private boolean isTimeUp() {
        return order.events() > 0 ? accepted >= order.events() : System.nanoTime() - started >= order.seconds() * 1e9;
    }

    /** The last request has been answered: the time that this took counts too. */
    private void finish() {
        if (!over) {
            over = true;
            ended = System.nanoTime();
            done.complete(null);
        }
    }

    private void fail(Throwable cause) {
        over = true;
        done.completeExceptionally(cause);
    }

    /** One connection. */
    @Sharable
    private final class Sender extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final int first;
        private final int[] people = new int[order.batch()];
        private final int[] numbers = new int[order.batch()];
        private int turn;
        private long sentAt;
        private long notBefore;
        private boolean unanswered;
        private boolean asking;
        private Channel channel;

        Sender(int first) {
            this.first = first;
        }

        ChannelFuture connect() {
            ChannelFuture connecting = Wire.client(loop)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new HttpResponseDecoder())
                                    .addLast(new HttpObjectAggregator(1 << 20))
                                    .addLast(Sender.this);
                        }
                    })
                    .connect("127.0.0.1", order.port());
            channel = connecting.channel();
            return connecting;
        }

        void next() {
            long now = System.nanoTime();
            if (!unanswered && isTimeUp()) {
                return;
            }
            if (now < notBefore || !mayGo(now)) {
                idle.add(this);
                return;
            }
            if (!unanswered) {
                choose();
            }
            underWay++;
            asking = true;
            channel.writeAndFlush(request(), channel.voidPromise());
        }

        private boolean mayGo(long now) {
            if (unanswered) {
                return true;
            }
            if (order.events() > 0 && asked + order.batch() > order.events()) {
                return false;
            }
            if (!inFlight.hasRoom(before + asked, order.batch())) {
                return false;
            }
            if (order.rate() > 0) {
                long due = started + (long) (asked / order.rate() * 1e9);
                if (now < due) {
                    return false;
                }
                // From when it was due: a slow receiver cannot make its senders look away.
                sentAt = due;
                return true;
            }
            sentAt = now;
            return true;
        }

        private void choose() {
            int own = (next.length - first + order.connections() - 1) / order.connections();
            for (int at = 0; at < order.batch(); at++) {
                int person = first + order.connections() * (turn++ % own);
                people[at] = person;
                numbers[at] = next[person]++;
            }
            asked += order.batch();
        }

        private ByteBuf request() {
            byte[] body = order.batch() == 1 ? single() : batch();
            String path = !order.path().isEmpty()
                    ? order.path()
                    : order.batch() == 1 ? Events.of(order.kind(), numbers[0]).path() : "/v1/batch";
            byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic " + AUTHORIZATION
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            return Unpooled.wrappedBuffer(head, body);
        }

        private byte[] single() {
            Events.Template template = Events.of(order.kind(), numbers[0]);
            byte[] body = new byte[template.length()];
            template.write(body, 0, people[0], numbers[0]);
            return body;
        }

        private byte[] batch() {
            byte[] start = "{\"batch\":[".getBytes(StandardCharsets.US_ASCII);
            int length = start.length + order.batch() - 1 + 2;
            for (int number : numbers) {
                length += Events.of(order.kind(), number).length();
            }
            byte[] body = Arrays.copyOf(start, length);
            int at = start.length;
            for (int item = 0; item < order.batch(); item++) {
                if (item > 0) {
                    body[at++] = ',';
                }
                Events.Template template = Events.of(order.kind(), numbers[item]);
                template.write(body, at, people[item], numbers[item]);
                at += template.length();
            }
            body[at++] = ']';
            body[at] = '}';
            return body;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
            underWay--;
            asking = false;
            if (answer.status().code() == 200) {
                unanswered = false;
                accepted += order.batch();
                latencies.recordValue(Math.max(0, (System.nanoTime() - sentAt) / 1000));
            } else {
                unanswered = true;
                refusals.merge(String.valueOf(answer.status().code()), 1L, Long::sum);
                notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS);
            }
            if (!HttpUtil.isKeepAlive(answer)) {
                // The receiver has had enough of this connection: the next request goes on another.
                context.close();
            } else if (unanswered || !isTimeUp()) {
                next();
            } else if (underWay == 0 && idle.stream().noneMatch(sender -> sender.unanswered)) {
                finish();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (over) {
                return;
            }
            closed++;
            if (asking) {
                asking = false;
                underWay--;
                unanswered = true;
            }
            connect().addListener((ChannelFuture connected) -> {
                if (connected.isSuccess()) {
                    next();
                } else {
                    fail(new IllegalStateException("port " + order.port() + " takes no more connections"));
                }
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                context.close();
            } else {
                fail(cause);
            }
        }
    }
}
