package org.extoledestination.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The text of an exception may hold an event or a password, so no log statement prints one as it is. */
class LogStatementsTest {

    private static final Pattern STATEMENT =
            Pattern.compile("log\\.(?:trace|debug|info|warn|error)\\((.*?)\\);", Pattern.DOTALL);
    private static final Pattern RAW = Pattern.compile(
            "(?<!Shown\\.text\\(String\\.valueOf\\(refusal)\\.getMessage\\(\\)|\\be\\.toString\\(\\)|, *e$");

    @Test
    void noneShowsTheTextOfAnExceptionAsItIs() throws IOException {
        List<String> raw = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher statement = STATEMENT.matcher(Files.readString(source));
                while (statement.find()) {
                    if (RAW.matcher(statement.group(1)).find()) {
                        raw.add(source + ": " + statement.group(1));
                    }
                }
            }
        }

        assertThat(raw).as("use FaultPlace.of(e) or Shown.message(e)").isEmpty();
    }
}
