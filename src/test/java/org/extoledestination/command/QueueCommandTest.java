package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueCommandTest {

    @Test
    void whatWaitsIsListedShownAndParkedBeforeItIsTried(@TempDir Path folder) {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults())) {
            SandboxView extole = new SandboxView(sandbox.uri());
            try (Application application = Application.start(sandbox.uri(), folder, "queue.hold=true")) {
                for (String id : List.of("one", "two", "three")) {
                    application.post("/v1/track", """
                            {"userId": "u-jane", "messageId": "%s", "event": "Step%s"}""".formatted(id, id.equals("two") ? "\\u202e\\u009b31m" : ""));
                }

                await().untilAsserted(() -> assertThat(run(application, "list"))
                        .contains("queue.hold is set", "one  extole.events  track 'Step'", "three", "'Step??31m'")
                        .doesNotContain("u-jane", "\u009b", "\u202e"));
                assertThat(run(application, "list", "--limit", "1"))
                        .contains("one")
                        .doesNotContain("three");
                assertThat(run(application, "show", "one")).contains("u-jane", "personal data");
                assertThat(run(application, "park", "one")).contains("Parked: segment:one", "dead letter");
                assertThat(run(application, "list")).contains("parked");
                assertThat(application.health("queue").toString()).contains("DOWN", "queue.hold");

                await().untilAsserted(
                                () -> assertThat(application.deadLetters()).hasSize(1));
                assertThat(application.deadLetters().get(0).toString())
                        .contains("\"one\"", "set-aside", "parked_by_hand", "queue park");
                assertThat(extole.events()).isEmpty();
            }
            try (Application application = Application.start(sandbox.uri(), folder)) {
                await().untilAsserted(() -> assertThat(extole.eachEvents("/data/segment_message_id"))
                        .containsExactly("three"));
                await().untilAsserted(() -> assertThat(run(application, "list")).contains("Nothing waits."));
            }
        }
    }

    @Test
    void whatIsNotThereIsSaid(@TempDir Path folder) {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(sandbox.uri(), folder)) {
            StringWriter out = new StringWriter();
            assertThat(Commands.run(new PrintWriter(out), arguments(application, "park", "it's not there")))
                    .isEqualTo(1);
            assertThat(Commands.run(new PrintWriter(out), arguments(application, "show", "nowhere")))
                    .isEqualTo(1);
        }
    }

    private static String run(Application application, String... words) {
        StringWriter out = new StringWriter();
        assertThat(Commands.run(new PrintWriter(out), arguments(application, words)))
                .isZero();
        return out.toString();
    }

    private static String[] arguments(Application application, String... words) {
        List<String> all = new ArrayList<>(List.of("queue"));
        all.addAll(List.of(words));
        all.addAll(Tokens.options(application.management("")));
        return all.toArray(String[]::new);
    }
}
