package org.extoledestination.abuse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is heard and seen while an attack lasts. */
final class Attack {

    private static final int MOST_TOLD = 12;

    private final Map<String, Integer> answers = new TreeMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private int many;
    private Duration slowest = Duration.ZERO;

    /** Something that is done to the application. */
    interface Blow {
        void strike(Attack attack) throws Exception;
    }

    /** Of one who has waited for it: there is an answer, or the connection is closed. */
    void heard(Reply reply) {
        if (reply.status() == Reply.SILENT) {
            fault("not answered within " + reply.took().toSeconds() + " s");
        }
        heard(reply, reply.took());
    }

    /** No answer is our failure. */
    void heard(Reply reply, Duration took) {
        if (reply.status() >= 500 && !Expected.REFUSED.contains(reply.status())) {
            fault("answered " + reply.word());
        }
        heard(reply.word(), took);
    }

    synchronized void heard(String word, Duration took) {
        many++;
        answers.merge(word, 1, Integer::sum);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }

    void fault(String what) {
        if (faults.size() < MOST_TOLD) {
            faults.add(what);
        }
    }

    synchronized int many() {
        return many;
    }

    synchronized Row row(String kind, Service.Served served) {
        return new Row(kind, many, Map.copyOf(answers), slowest, served, List.copyOf(faults));
    }
}
