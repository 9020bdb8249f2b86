package org.extoledestination.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The latest entries of one kind, oldest first. */
final class Journal<T> {
    private final int keep;
    private final Deque<T> entries = new ArrayDeque<>();

    Journal(int keep) {
        this.keep = keep;
    }

    synchronized void add(T entry) {
        if (entries.size() == keep) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    synchronized List<T> latest(int limit) {
        List<T> latest = new ArrayList<>(Math.min(limit, entries.size()));
        Iterator<T> newestFirst = entries.descendingIterator();
        while (newestFirst.hasNext() && latest.size() < limit) {
            latest.add(newestFirst.next());
        }
        Collections.reverse(latest);
        return latest;
    }
}
