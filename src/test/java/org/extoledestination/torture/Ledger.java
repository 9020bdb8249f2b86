package org.extoledestination.torture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was promised and what Extole has got. Knows at each arrival whether it is the next of its person, and whether a
 * repeat has an excuse: a crash since the event arrived the last time, or no yes of Extole's at that time.
 */
final class Ledger {

    private static final int MOST_SHOWN = 20;

    /** One person's events, by number. */
    private static final class Line {
        private int sent;
        private int acknowledged;
        private int next;
        private final BitSet arrived = new BitSet();
        /** How many halves of crashes there had been at the latest arrival of each. */
        private short[] halves = new short[16];
    }

    /** A crash and the repeats that it excuses. */
    private record Crash(String what, AtomicLong repeats) {}

    private final long seed;
    private final Line[] lines;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong poisoned = new AtomicLong();
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong repeatedWithoutYes = new AtomicLong();
    private final Set<Numbered> withoutYes = ConcurrentHashMap.newKeySet();
    private final List<Crash> crashes = Collections.synchronizedList(new ArrayList<>());
    private final List<String> outOfOrder = Collections.synchronizedList(new ArrayList<>());
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    /** Odd while something is being killed. */
    private final AtomicInteger halves = new AtomicInteger();

    private volatile String step = "the beginning";

    Ledger(long seed, int people) {
        this.seed = seed;
        this.lines = new Line[people];
        Arrays.setAll(lines, person -> new Line());
    }

    /** The next event of a person, which is about to be sent. */
    Numbered next(int person) {
        Line line = lines[person];
        synchronized (line) {
            return new Numbered(person, line.sent++);
        }
    }

    /** Their sender was told that these are kept. */
    void acknowledged(List<Numbered> events) {
        for (Numbered event : events) {
            Line line = lines[event.person()];
            synchronized (line) {
                line.acknowledged++;
            }
            if (event.isPoisoned(seed)) {
                poisoned.incrementAndGet();
            }
        }
        acknowledged.addAndGet(events.size());
    }

    /** A sender was told that its events are not kept, or told nothing. */
    void refused() {
        refused.incrementAndGet();
    }

    /** Something that must not happen, whatever is broken. */
    void fault(String what) {
        faults.add(what);
    }

    /** How many halves of crashes there were until now. */
    int halves() {
        return halves.get();
    }

    /**
     * Extole takes an event. Without a yes it may come once more.
     *
     * @param now the {@link #halves} at which its request came: who sent it may be dead by now
     */
    void arrives(Numbered event, boolean withYes, int now) {
        Line line = lines[event.person()];
        synchronized (line) {
            if (event.number() >= line.sent) {
                faults.add(event.messageId() + " arrived and was never sent");
            } else if (line.arrived.get(event.number())) {
                repeated(event, line, now);
            } else {
                first(event, line);
            }
            if (line.halves.length <= event.number()) {
                line.halves = Arrays.copyOf(line.halves, 2 * event.number());
            }
            line.halves[event.number()] = (short) now;
            if (!withYes) {
                withoutYes.add(event);
            }
        }
    }

    /** Extole's yes to an event that arrived did not get through: it may come once more. */
    void yesWasCutOff(Numbered event) {
        withoutYes.add(event);
    }

    /** Whether an event may come once more because nobody heard a yes. */
    boolean lacksYes(Numbered event) {
        return withoutYes.contains(event);
    }

    private void first(Numbered event, Line line) {
        int expected = expected(event.person(), line);
        if (event.number() != expected) {
            outOfOrder.add(event.messageId() + " arrived where " + expected + " was to come, in " + step);
        }
        line.arrived.set(event.number());
        arrived.incrementAndGet();
    }

    private int expected(int person, Line line) {
        while (line.arrived.get(line.next) || new Numbered(person, line.next).isPoisoned(seed)) {
            line.next++;
        }
        return line.next;
    }

    private void repeated(Numbered event, Line line, int now) {
        int then = line.halves[event.number()];
        if (withoutYes.remove(event)) {
            repeatedWithoutYes.incrementAndGet();
        } else if (now != then || then % 2 == 1) {
            crashes.get((Math.max(now, then) - 1) / 2).repeats().incrementAndGet();
        } else {
            faults.add(event.messageId() + " was repeated without a reason, in " + step);
        }
    }

    /** What is being done, for those who look for the reason of a failure. */
    void step(String now) {
        step = now;
    }

    /** Kills something; what comes until it is {@link #over} may be repeated. */
    void crash(String what, Runnable kill) {
        crashes.add(new Crash(what, new AtomicLong()));
        halves.incrementAndGet();
        kill.run();
    }

    /** Nothing is under way any more that was when it crashed. */
    void over() {
        if (halves.get() % 2 == 1) {
            halves.incrementAndGet();
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long arrived() {
        return arrived.get();
    }

    /** How often senders got an answer of whatever kind, or none. */
    long attempts() {
        return acknowledged.get() + refused.get();
    }

    /** Acknowledged, not poisoned, and not at Extole yet. */
    long outstanding() {
        return acknowledged.get() - poisoned.get() - arrived.get();
    }

    /** Some of the events that are lost, if it stays as it is. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (int person = 0; person < lines.length && missing.size() < MOST_SHOWN; person++) {
            Line line = lines[person];
            synchronized (line) {
                for (int number = line.arrived.nextClearBit(0);
                        number < line.acknowledged;
                        number = line.arrived.nextClearBit(number + 1)) {
                    Numbered event = new Numbered(person, number);
                    if (!event.isPoisoned(seed)) {
                        missing.add(event.messageId());
                    }
                }
            }
        }
        return missing;
    }

    /** The ids that have to be dead letters. */
    Set<String> poisoned() {
        Set<String> ids = new TreeSet<>();
        for (int person = 0; person < lines.length; person++) {
            for (int number = 0; number < lines[person].acknowledged; number++) {
                Numbered event = new Numbered(person, number);
                if (event.isPoisoned(seed)) {
                    ids.add(event.messageId());
                }
            }
        }
        return ids;
    }

    List<String> outOfOrder() {
        return List.copyOf(outOfOrder);
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /** The most repeats that one crash has caused. */
    long mostRepeats() {
        return crashes.stream().mapToLong(crash -> crash.repeats().get()).max().orElse(0);
    }

    /** The figures in a sentence. */
    String figures() {
        long inAll = crashes.stream().mapToLong(crash -> crash.repeats().get()).sum();
        return "acknowledged " + acknowledged + ", refused requests " + refused + ", lost " + outstanding()
                + ", out of order " + outOfOrder.size() + ", poisoned " + poisoned + ", crashes " + crashes.size()
                + ", repeated after crashes " + inAll + " (most after one: " + mostRepeats()
                + "), repeated since Extole gave no yes " + repeatedWithoutYes;
    }

    /** Each crash with the repeats after it. */
    String crashes() {
        return String.join(
                ", ",
                crashes.stream()
                        .map(crash -> crash.what() + ": " + crash.repeats())
                        .toList());
    }
}
