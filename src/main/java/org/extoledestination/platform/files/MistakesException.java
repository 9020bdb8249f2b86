package org.extoledestination.platform.files;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.extoledestination.platform.start.StartRefusedException;

/** Files cannot be used as they are. The message lists every mistake in them, with its file and line. */
public final class MistakesException extends StartRefusedException {

    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    /**
     * Refuses them.
     *
     * @param files what they are called together
     * @param mistakes at least one
     * @param action what to do about it where the application does not start
     */
    public MistakesException(String files, Collection<Mistake> mistakes, String action) {
        super(message(files, mistakes), action);
        this.mistakes = List.copyOf(mistakes);
    }

    /** All mistakes, at least one. */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    /** Each in one line. */
    public List<String> lines() {
        return mistakes.stream().map(Mistake::toString).toList();
    }

    private static String message(String files, Collection<Mistake> mistakes) {
        String count = mistakes.size() == 1 ? "1 mistake in " : mistakes.size() + " mistakes in ";
        return mistakes.stream().map(mistake -> "\n- " + mistake).collect(Collectors.joining("", count + files, ""));
    }
}
