package org.extoledestination.abuse;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Many connections at once that do not behave. At the end it tells what has become of them. */
final class Siege {

    /** How long it lasts. In the long run longer than every deadline of the application. */
    static final Duration HOLD = Duration.ofMillis(Expected.LONG ? 45_000 : 600);

    /** Longer than the slowest body may take. */
    private static final Duration PRESS = Duration.ofMillis(Expected.LONG ? 45_000 : 7_000);

    private static final long TICK_MILLIS = 200;
    private static final Duration LOOK = Duration.ofMillis(3);
    private static final int OPENERS = 8;

    private final Arena arena;
    private final Attack attack;
    private final List<Wire> kept = new ArrayList<>();

    Siege(Arena arena, Attack attack) {
        this.arena = arena;
        this.attack = attack;
    }

    /** A few in the build, many by hand. */
    static int many(int inTheBuild, int byHand) {
        return Expected.LONG ? byHand : inTheBuild;
    }

    /** What a connection sends at each tick. */
    interface Drip {
        byte[] next(int tick);
    }

    /** Sends {@code first} on each and then nothing. */
    void hold(int many, int addresses, byte[] first) throws InterruptedException {
        drip(many, addresses, first, tick -> new byte[0]);
    }

    /** Sends {@code first} on each and then a little at each tick. */
    void drip(int many, int addresses, byte[] first, Drip drip) throws InterruptedException {
        long end = System.nanoTime() + HOLD.toNanos();
        List<Wire> wires = open(many, addresses, first);
        for (int tick = 0; System.nanoTime() < end && arena.application().isAlive(); tick++) {
            byte[] next = drip.next(tick);
            if (next.length > 0) {
                wires.forEach(wire -> write(wire, next));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
        }
        wires.addAll(kept);
        wires.forEach(this::tally);
        wires.forEach(Wire::close);
    }

    /** The same for longer, and for each that is answered or closed there is a new one at once. */
    void press(int many, int addresses, byte[] first, Drip drip) throws InterruptedException {
        long end = System.nanoTime() + PRESS.toNanos();
        List<Wire> wires = open(many, addresses, first);
        for (int tick = 0; System.nanoTime() < end && arena.application().isAlive(); tick++) {
            byte[] next = drip.next(tick);
            List<Wire> over = wires.stream()
                    .filter(wire -> wire.isOver() || !write(wire, next))
                    .toList();
            over.forEach(this::tally);
            over.forEach(Wire::close);
            wires.removeAll(over);
            wires.addAll(open(many - wires.size(), addresses, first));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
        }
        wires.forEach(this::tally);
        wires.forEach(Wire::close);
    }

    /** Sends {@code first} on each, and keeps them until the others end. */
    void keep(int many, int addresses, byte[] first) throws InterruptedException {
        kept.addAll(open(many, addresses, first));
    }

    /** Opens them, which the other side may refuse. */
    List<Wire> open(int many, int addresses, byte[] first) throws InterruptedException {
        List<Wire> wires = new ArrayList<>();
        ExecutorService openers = Executors.newFixedThreadPool(OPENERS);
        for (int i = 0; i < many; i++) {
            String from = "127.0.2." + (1 + i % addresses);
            openers.execute(() -> {
                try {
                    Wire wire = Wire.open(from, arena.port());
                    write(wire, first);
                    synchronized (wires) {
                        wires.add(wire);
                    }
                } catch (IOException e) {
                    attack.heard("refused", Duration.ZERO);
                }
            });
        }
        openers.shutdown();
        if (!openers.awaitTermination(2, TimeUnit.MINUTES)) {
            attack.fault("connections could not be opened in two minutes");
        }
        return wires;
    }

    /** Whether it could be sent; else it was closed, as will be seen. */
    private static boolean write(Wire wire, byte[] bytes) {
        try {
            wire.send(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Answered, closed, or open still, which those may be that have not sent all. */
    void tally(Wire wire) {
        Reply reply = wire.answer(LOOK);
        if (reply.status() == Reply.SILENT) {
            attack.heard("open", Duration.ZERO);
        } else {
            attack.heard(reply, Duration.ZERO);
        }
    }

    /** Does the same {@code many} times, by a few at once, each with a connection of its own. */
    void each(int many, int addresses, OnWire act) throws InterruptedException {
        ExecutorService actors = Executors.newFixedThreadPool(OPENERS);
        for (int i = 0; i < many; i++) {
            String from = "127.0.3." + (1 + i % addresses);
            actors.execute(() -> {
                try (Wire wire = Wire.open(from, arena.port())) {
                    act.act(wire, attack);
                } catch (IOException e) {
                    attack.heard("closed", Duration.ZERO);
                }
            });
        }
        actors.shutdown();
        if (!actors.awaitTermination(5, TimeUnit.MINUTES)) {
            attack.fault("it took more than five minutes");
            actors.shutdownNow();
        }
    }

    /** What is done on one connection. */
    interface OnWire {
        void act(Wire wire, Attack attack) throws IOException;
    }
}
