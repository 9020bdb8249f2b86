package org.extoledestination.ingest.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final InetAddress ONE = InetAddress.getLoopbackAddress();

    private final AtomicLong now = new AtomicLong();
    private final List<String> outcomes = new ArrayList<>();
    private final List<SocketChannel> closed = new ArrayList<>();
    private final List<SocketChannel> ended = new ArrayList<>();
    private final Connections connections = new Connections(
            new Connections.Bounds(10, 6, Duration.ofSeconds(10), Duration.ofSeconds(35)),
            new Connections.Server() {
                @Override
                public boolean closeAtRest(SocketChannel channel) {
                    return closed(channel);
                }

                @Override
                public void endInput(SocketChannel channel) {
                    ended.add(channel);
                }
            },
            outcomes::add,
            now::get);

    private boolean closed(SocketChannel channel) {
        if (connections.isAtRest(channel)) {
            closed.add(channel);
            connections.ends(channel);
            return true;
        }
        return false;
    }

    @Test
    void anAddressThatHasItsShareLosesTheOneOfItsOwnThatRestsLongest() throws IOException {
        SocketChannel other = idle(address(2));
        SocketChannel first = idle(ONE);
        for (int i = 0; i < 5; i++) {
            idle(ONE);
        }

        admit(ONE);

        assertThat(closed).containsExactly(first);
        assertThat(connections.isAtRest(other)).isTrue();
        assertThat(connections.count()).isEqualTo(7);
    }

    @Test
    void whoHasYetToSendARequestGoesBeforeOneThatHas() throws IOException {
        idle(ONE);
        seconds(5);
        SocketChannel half = admit(ONE);
        connections.begins(half);
        connections.rests(half, true);
        seconds(1);
        for (int i = 0; i < 4; i++) {
            idle(ONE);
        }

        admit(ONE);

        assertThat(closed).containsExactly(half);
    }

    @Test
    void whileAllAreBeingServedANewOneIsRefused() throws IOException {
        for (int i = 0; i < 10; i++) {
            busy(address(i));
        }

        assertThat(connections.admit(SocketChannel.open(), ONE)).isFalse();
        assertThat(closed).isEmpty();
        assertThat(outcomes).containsExactly("refused_full");
    }

    @Test
    void oneAddressThatKeepsUsBusyIsRefusedAndOthersAreNot() throws IOException {
        for (int i = 0; i < 6; i++) {
            busy(ONE);
        }

        assertThat(connections.admit(SocketChannel.open(), ONE)).isFalse();
        assertThat(connections.admit(SocketChannel.open(), address(2))).isTrue();
        assertThat(outcomes).containsExactly("refused_address");
    }

    @Test
    void aHeadHasItsTimeHoweverOftenAByteComes() throws IOException {
        SocketChannel slow = admit(ONE);
        for (int i = 0; i < 11; i++) {
            connections.begins(slow);
            connections.rests(slow, true);
            connections.sweep();
            seconds(1);
        }
        connections.sweep();

        assertThat(closed).containsExactly(slow);
        assertThat(outcomes).containsExactly("head_late");
    }

    @Test
    void theHeadOfTheNextRequestHasItAnew() throws IOException {
        SocketChannel slow = idle(ONE);
        seconds(60);
        connections.begins(slow);
        connections.rests(slow, true);
        seconds(9);
        connections.begins(slow);
        connections.serves(slow);
        connections.rests(slow, true);
        seconds(9);
        connections.sweep();
        assertThat(closed).isEmpty();

        seconds(2);
        connections.sweep();
        assertThat(closed).containsExactly(slow);
    }

    @Test
    void emptyLinesAreNoRequest() throws IOException {
        SocketChannel empty = admit(ONE);
        for (int i = 0; i < 11; i++) {
            connections.begins(empty);
            connections.rests(empty, false);
            seconds(1);
        }
        connections.sweep();

        assertThat(closed).containsExactly(empty);
    }

    @Test
    void aRequestThatDoesNotArriveFindsItsEndOnce() throws IOException {
        SocketChannel busy = busy(ONE);
        seconds(36);

        connections.sweep();
        connections.sweep();

        assertThat(ended).containsExactly(busy);
        assertThat(outcomes).containsExactly("body_late");
    }

    @Test
    void whatIsLeftOfARequestThatHasItsAnswerHasLittleTime() throws IOException {
        SocketChannel channel = busy(ONE);
        seconds(5);
        connections.answered(channel);
        seconds(1);
        connections.sweep();
        assertThat(outcomes).isEmpty();

        seconds(2);
        connections.sweep();
        connections.sweep();
        assertThat(outcomes).containsExactly("body_late");

        connections.serves(channel);
        seconds(5);
        connections.sweep();
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void ofOneThatIsGoneNothingIsKept() throws IOException {
        SocketChannel gone = admit(ONE);
        connections.ends(gone);
        connections.ends(gone);
        connections.begins(gone);
        connections.serves(gone);
        connections.rests(gone, false);

        assertThat(connections.count()).isZero();
        assertThat(connections.isAtRest(gone)).isFalse();
    }

    @Test
    void theHeapDecidesHowManyThereMayBeUnlessASettingDoes() {
        assertThat(new ConnectionSettings(0, 50, Duration.ofSeconds(10), 100).most(360L << 20, false))
                .isEqualTo(1_152);
        assertThat(new ConnectionSettings(0, 50, Duration.ofSeconds(10), 100).most(360L << 20, true))
                .isEqualTo(320);
        assertThat(new ConnectionSettings(0, 50, Duration.ofSeconds(10), 100).most(64L << 20, false))
                .isEqualTo(256);
        assertThat(new ConnectionSettings(20_000, 50, Duration.ofSeconds(10), 100).most(360L << 20, true))
                .isEqualTo(20_000);
    }

    private static InetAddress address(int last) throws IOException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    private SocketChannel admit(InetAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        assertThat(connections.admit(channel, address)).isTrue();
        return channel;
    }

    private SocketChannel busy(InetAddress address) throws IOException {
        SocketChannel channel = admit(address);
        connections.begins(channel);
        connections.serves(channel);
        return channel;
    }

    private SocketChannel idle(InetAddress address) throws IOException {
        SocketChannel channel = busy(address);
        connections.rests(channel, false);
        now.addAndGet(1);
        return channel;
    }

    private void seconds(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
