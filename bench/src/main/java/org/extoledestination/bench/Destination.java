package org.extoledestination.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Stands where Extole stands, in a process of its own: answers {@code POST /v6/async-events} and notes what came. One
 * thread does all, so nothing is shared. A second port is for the bench: {@code /report?lane=}, {@code /delay?millis=},
 * {@code /down}, {@code /up}. A lane is the part of a path before {@code /v6}, so that the baseline is counted apart.
 */
final class Destination {

    private static final int LARGEST_BODY = 4 * 1024 * 1024;

    private final EventLoopGroup loops = Wire.loops("destination", 1);
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<String, Deliveries> lanes = new HashMap<>();
    private final Map<String, Long> unreadable = new HashMap<>();
    private final int port;
    private Channel door;
    private long delayMillis;
    private long nextId = 7_711_442_015_090_000_000L;

    private Destination(int port) {
        this.port = port;
    }

    public static void main(String[] arguments) throws InterruptedException {
        Destination destination = new Destination(Integer.parseInt(arguments[0]));
        destination.open();
        Wire.server(destination.loops)
                .childHandler(destination.handling(destination.new Control()))
                .bind("127.0.0.1", Integer.parseInt(arguments[1]))
                .sync();
        Wire.endWithParent();
        System.out.println("ready");
        destination.loops.terminationFuture().sync();
    }

    private void open() throws InterruptedException {
        door = bind().sync().channel();
    }

    private io.netty.channel.ChannelFuture bind() {
        return Wire.server(loops).childHandler(handling(new Door())).bind("127.0.0.1", port);
    }

    private ChannelInitializer<Channel> handling(SimpleChannelInboundHandler<FullHttpRequest> handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new HttpRequestDecoder())
                        .addLast(new HttpObjectAggregator(LARGEST_BODY))
                        .addLast(handler);
            }
        };
    }

    private static ByteBuf answer(String status, String json) {
        return Unpooled.copiedBuffer(
                "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                        + "\r\n\r\n" + json,
                StandardCharsets.US_ASCII);
    }

    /** What the application talks to. */
    @Sharable
    private final class Door extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            open.add(context.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            int end = request.uri().indexOf("/v6/");
            if (end < 0) {
                context.writeAndFlush(answer("404 Not Found", "{\"code\":\"not_found\"}"));
                return;
            }
            note(request.uri().substring(0, end), request.content());
            ByteBuf yes = answer("200 OK", "{\"event_id\":\"" + nextId++ + "\"}");
            if (delayMillis == 0) {
                context.writeAndFlush(yes);
            } else {
                context.executor().schedule(() -> context.writeAndFlush(yes), delayMillis, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable gone) {
            context.close();
        }
    }

    private void note(String lane, ByteBuf body) {
        int at = find(body);
        if (at < 0) {
            unreadable.merge(lane, 1L, Long::sum);
            return;
        }
        int person = number(body, at + Events.MARK.length + Events.PERSON_AT);
        int number = number(body, at + Events.MARK.length + Events.NUMBER_AT);
        lanes.computeIfAbsent(lane, name -> new Deliveries()).add(person, number);
    }

    private static int find(ByteBuf body) {
        int end = body.writerIndex() - Events.MARK.length - Events.NUMBER_AT - Events.DIGITS;
        for (int at = body.readerIndex(); at <= end; at++) {
            at = body.indexOf(at, end + 1, Events.MARK[0]);
            if (at < 0) {
                return -1;
            }
            int same = 1;
            while (same < Events.MARK.length && body.getByte(at + same) == Events.MARK[same]) {
                same++;
            }
            if (same == Events.MARK.length) {
                return at;
            }
        }
        return -1;
    }

    private static int number(ByteBuf body, int at) {
        int number = 0;
        for (int digit = 0; digit < Events.DIGITS; digit++) {
            number = number * 10 + body.getByte(at + digit) - '0';
        }
        return number;
    }

    /** What the bench talks to. */
    @Sharable
    private final class Control extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri());
            switch (uri.path()) {
                case "/report" -> {
                    String lane = value(uri, "lane");
                    Deliveries arrived = lanes.computeIfAbsent(lane, name -> new Deliveries());
                    reply(context, arrived.report(unreadable.getOrDefault(lane, 0L)));
                }
                case "/delay" -> {
                    delayMillis = Long.parseLong(value(uri, "millis"));
                    reply(context, "{}");
                }
                case "/down" -> {
                    door.close();
                    open.close();
                    reply(context, "{}");
                }
                case "/up" ->
                    bind().addListener((io.netty.channel.ChannelFuture bound) -> {
                        door = bound.channel();
                        reply(context, bound.isSuccess() ? "{}" : "{\"error\":\"the port is in use\"}");
                    });
                default -> context.writeAndFlush(answer("404 Not Found", "{}"));
            }
        }

        private void reply(ChannelHandlerContext context, String json) {
            context.writeAndFlush(answer("200 OK", json));
        }

        private String value(QueryStringDecoder uri, String name) {
            return uri.parameters().getOrDefault(name, java.util.List.of("")).get(0);
        }
    }
}
