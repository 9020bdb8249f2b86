package org.extoledestination.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends events of its own people until it is told that they are kept, before it goes on to the next ones: so the order
 * of what is acknowledged is known for each person.
 */
final class Sender implements Runnable {

    /** A way in. */
    interface Door extends AutoCloseable {

        /** Whether the application has said that all of these are kept. */
        boolean isKept(List<Numbered> events);

        @Override
        default void close() {}
    }

    private static final long PAUSE_MILLIS = 20;

    private final Ledger ledger;
    private final Allowance allowance;
    private final Door door;
    private final int atOnce;
    private final int firstPerson;
    private final int people;
    private final Random random;

    Sender(Ledger ledger, Allowance allowance, Door door, int atOnce, int firstPerson, int people, long seed) {
        this.ledger = ledger;
        this.allowance = allowance;
        this.door = door;
        this.atOnce = atOnce;
        this.firstPerson = firstPerson;
        this.people = people;
        this.random = new Random(seed + firstPerson);
    }

    @Override
    public void run() {
        try (door) {
            for (int taken = take(); taken > 0; taken = take()) {
                List<Numbered> events = new ArrayList<>();
                for (int i = 0; i < taken; i++) {
                    events.add(ledger.next(firstPerson + random.nextInt(people)));
                }
                while (!door.isKept(events)) {
                    ledger.refused();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
                    if (Thread.interrupted()) {
                        return;
                    }
                }
                ledger.acknowledged(events);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            ledger.fault("A sender gave up: " + e);
        }
    }

    private int take() throws InterruptedException {
        return allowance.take(1 + random.nextInt(atOnce));
    }
}
