package org.extoledestination.abuse;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** One request of a hostile sender. */
final class HostileInput {

    private final String kind;
    private final String sentence;
    private final byte[] request;
    private final Set<Integer> allowed;
    private final String neighbour;

    /**
     * Keeps the bytes as they are.
     *
     * @param kind what it tries
     * @param sentence what is special about it
     * @param request as it goes over the wire
     * @param allowed the answers; none for any of {@link Expected#ANSWERS}
     * @param neighbour the messageId of an honest event in the same batch, which must not suffer; empty for none
     */
    HostileInput(String kind, String sentence, byte[] request, Set<Integer> allowed, String neighbour) {
        this.kind = kind;
        this.sentence = sentence;
        this.request = request;
        this.allowed = allowed;
        this.neighbour = neighbour;
    }

    String kind() {
        return kind;
    }

    String sentence() {
        return sentence;
    }

    byte[] request() {
        return request;
    }

    Set<Integer> allowed() {
        return allowed;
    }

    String neighbour() {
        return neighbour;
    }

    HostileInput with(String text) {
        return new HostileInput(kind, sentence, text.getBytes(StandardCharsets.UTF_8), allowed, neighbour);
    }

    boolean allows(int status) {
        return allowed.isEmpty()
                ? Expected.ANSWERS.contains(status)
                : allowed.contains(status) || Expected.BUSY.contains(status);
    }
}
