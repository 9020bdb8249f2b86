package org.extoledestination.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The baseline: takes an event, posts it as it is, and answers when the destination has. It keeps, checks, maps and
 * orders nothing. What the machine can do at a moment shows in it.
 */
final class Relay {

    private static final int LARGEST_BODY = 4 * 1024 * 1024;
    private static final byte[] YES =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"success\":true}"
                    .getBytes(StandardCharsets.US_ASCII);

    private Relay() {}

    public static void main(String[] arguments) throws InterruptedException {
        int destination = Integer.parseInt(arguments[1]);
        EventLoopGroup loops = Wire.loops("relay", Runtime.getRuntime().availableProcessors());
        Wire.server(loops)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpRequestDecoder())
                                .addLast(new HttpObjectAggregator(LARGEST_BODY))
                                .addLast(new Front(destination));
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(arguments[0]))
                .sync();
        Wire.endWithParent();
        System.out.println("ready");
        loops.terminationFuture().sync();
    }

    /** One sender, with a connection of its own to the destination. */
    private static final class Front extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final int destination;
        private ChannelFuture back;

        Front(int destination) {
            this.destination = destination;
        }

        @Override
        public void channelActive(ChannelHandlerContext front) {
            back = Wire.client(front.channel().eventLoop())
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new HttpResponseDecoder())
                                    .addLast(new HttpObjectAggregator(LARGEST_BODY))
                                    .addLast(new Back(front));
                        }
                    })
                    .connect("127.0.0.1", destination);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext front, FullHttpRequest request) {
            ByteBuf head = Unpooled.copiedBuffer(
                    "POST /relay/v6/async-events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + request.content().readableBytes() + "\r\n\r\n",
                    StandardCharsets.US_ASCII);
            ByteBuf all = Unpooled.wrappedBuffer(head, request.content().retain());
            back.addListener((ChannelFuture connected) -> connected.channel().writeAndFlush(all));
        }

        @Override
        public void channelInactive(ChannelHandlerContext front) {
            back.channel().close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext front, Throwable gone) {
            front.close();
        }
    }

    private static final class Back extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final ChannelHandlerContext front;

        Back(ChannelHandlerContext front) {
            this.front = front;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext back, FullHttpResponse answer) {
            front.writeAndFlush(Unpooled.wrappedBuffer(YES));
        }

        @Override
        public void channelInactive(ChannelHandlerContext back) {
            front.close();
        }
    }
}
