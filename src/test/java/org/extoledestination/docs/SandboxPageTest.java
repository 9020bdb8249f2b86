package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.junit.jupiter.api.Test;

/** The curl lines of the sandbox's page. */
class SandboxPageTest {

    @Test
    void theSandboxTakesEveryCommandOfItsPage() {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults())) {
            List<String> curls = Stream.of("docs/sandbox.md", "README.md")
                    .flatMap(
                            page -> Page.find(
                                    "(curl (?:-s )?(?:-X DELETE )?localhost:8090[^`\\n]*)",
                                    Page.of(page).text())
                                    .stream())
                    .toList();

            assertThat(curls)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(curl -> assertThat(Curl.of(curl)
                                    .send(address -> address.replace(
                                            "localhost:8090", sandbox.uri().toString()))
                                    .statusCode())
                            .isBetween(200, 204));
        }
    }
}
