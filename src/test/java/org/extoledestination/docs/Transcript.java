package org.extoledestination.docs;

import java.nio.file.Path;
import java.util.List;

/** What a script has printed, to be compared with what it prints another time. */
final class Transcript {

    /** What {@code bench/night} prints. */
    static final Path OF_THE_NIGHT = Path.of("docs", "night.txt");

    private Transcript() {}

    /** The lines without times, numbers and ids, and without what is said only if the moment is right. */
    static List<String> masked(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("Waiting aside:"))
                .map(line -> line.replaceAll("(messageId|person|uniqueId)=[\\w-]+", "$1=ID")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
                        .replaceAll("PT[\\dHMS.]+", "TIME")
                        .replaceAll("\\d[\\d,.]*", "N")
                        .replaceAll("^(aside|calls) .*", "$1 ...")
                        .replaceAll("\\s+", " "))
                .toList();
    }
}
