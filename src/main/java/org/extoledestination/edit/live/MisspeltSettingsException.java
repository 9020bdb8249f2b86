package org.extoledestination.edit.live;

import java.util.List;
import java.util.stream.Collectors;
import org.extoledestination.platform.start.StartRefusedException;

/** Settings or variables have names that nothing reads: their defaults would be in force without a word. */
public final class MisspeltSettingsException extends StartRefusedException {

    private static final long serialVersionUID = 1L;

    private final transient List<Misspelt> misspelt;

    MisspeltSettingsException(List<Misspelt> misspelt) {
        super(
                misspelt.stream().map(Misspelt::line).collect(Collectors.joining(System.lineSeparator())),
                "Correct the name, or take it away. If something else reads the variable, name it in a comment of"
                        + " config/application.yaml.");
        this.misspelt = List.copyOf(misspelt);
    }

    /** The names, as they are written. */
    public List<String> names() {
        return misspelt.stream().map(Misspelt::name).toList();
    }

    /** One line of each. */
    public List<String> lines() {
        return misspelt.stream().map(Misspelt::line).toList();
    }
}
