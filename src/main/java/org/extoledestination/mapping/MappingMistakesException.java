package org.extoledestination.mapping;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The mapping files cannot be used; the message lists every mistake in every file. */
public final class MappingMistakesException extends RuntimeException {
    private final List<Mistake> mistakes;

    MappingMistakesException(Path folder, List<Mistake> mistakes) {
        super(message(folder, mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /**
     * All mistakes, by file.
     *
     * @return at least one
     */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    private static String message(Path folder, List<Mistake> mistakes) {
        String count = mistakes.size() == 1 ? "1 mistake in " : mistakes.size() + " mistakes in ";
        return mistakes.stream()
                .map(mistake -> "- " + mistake)
                .collect(Collectors.joining("\n", count + folder + "\n", ""));
    }
}
