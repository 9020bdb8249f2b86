package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.StringUtils;

/** {@code 31-track.camel.yaml} is tested by {@code TrackRouteTest}, and so on. */
class EveryShippedRouteTest {

    static List<String> routes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes")).filter(Files::isRegularFile)) {
            return files.map(file -> String.valueOf(file.getFileName()).replaceAll("^\\d\\d-|[.].*", ""))
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routes")
    void hasATestNamedAfterIt(String route) throws ClassNotFoundException {
        String name = Stream.of(route.split("-")).map(StringUtils::capitalize).collect(Collectors.joining());

        assertThat(Class.forName(getClass().getPackageName() + '.' + name + "RouteTest"))
                .hasAnnotation(ShippedRouteTest.class);
    }

    @Test
    void thePageShowsOneOfThem() throws IOException {
        String example = Pattern.compile("(?s)```java\n(.*?)\n```")
                .matcher(Files.readString(Path.of("docs/routes.md")))
                .results()
                .map(block -> block.group(1))
                .findFirst()
                .orElseThrow();
        String test = Files.readString(
                Path.of("src/test/java/org/extoledestination/edit/routes/shipped/TrackRouteTest.java"));

        assertThat(example.split("\n\n(?=@)", -1))
                .hasSize(2)
                .allSatisfy(method -> assertThat(test).containsIgnoringWhitespaces(method));
    }
}
