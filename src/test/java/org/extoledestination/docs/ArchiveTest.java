package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.extoledestination.support.ImageJava;
import org.junit.jupiter.api.Test;

/** The script and the unit of the archive fit what they start. {@code ArchiveIT} runs them. */
class ArchiveTest {

    private static final String SCRIPT = Page.read(Path.of("src/dist/bin/extole-destination"));
    private static final String UNIT = Page.read(Path.of("src/dist/systemd/extole-destination.service"));

    @Test
    void theScriptGivesTheOptionsOfTheImage() {
        assertThat(Page.find("(?m)^  (-\\S+)$", SCRIPT)).containsExactlyElementsOf(ImageJava.options());
    }

    /** Else a file would be looked for where the application is installed. */
    @Test
    void theScriptKnowsEveryOptionThatNamesAFile() {
        String commands = Page.files(Path.of("src/main/java/org/extoledestination/command"), 1)
                .map(Page::read)
                .collect(Collectors.joining());
        List<String> options = Page.find("names = \"(--[a-z-]+)\",\\s*paramLabel = \"(?:FILE|DIR)\"", commands);

        assertThat(options)
                .hasSizeGreaterThan(3)
                .allSatisfy(option ->
                        assertThat(SCRIPT).contains(option + "=*").containsPattern(option + "( \\||\\) word)"));
    }

    @Test
    void theUnitWaitsLongerThanAStopTakesAndStartsAgainWhateverEndedIt() {
        Duration stop = Duration.ofSeconds(
                Long.parseLong(Page.find("(?m)^TimeoutStopSec=(\\d+)$", UNIT).get(0)));

        assertThat(stop).isGreaterThan(Duration.ofSeconds(45));
        assertThat(UNIT.lines()).contains("Restart=always", "SuccessExitStatus=143", "StartLimitIntervalSec=0");
    }
}
