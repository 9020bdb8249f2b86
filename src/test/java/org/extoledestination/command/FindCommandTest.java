package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class FindCommandTest {

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        new SandboxView(sandbox.uri()).fault("""
                {"match": "Refused", "status": 400, "code": "invalid_event"}""");
        new SandboxView(sandbox.uri()).fault("""
                {"match": "Poison", "status": 500, "code": "software_error"}""");
        application = Application.start(sandbox.uri(), folder, "delivery.hold-after=0s", "mapping.anonymous=drop");
        track(application, "m-done", "u-jane", "Step");
        track(application, "m-letter", "u-jane", "Refused");
        track(application, "m-laid", "u-jane", "Refused");
        track(application, "m-aside", "u-john", "Poison");
        track(application, "m-behind", "u-john", "Step");
        application.post("/v1/track", """
                {"anonymousId": "a-1", "messageId": "m-dropped", "event": "Step"}""");
        await().untilAsserted(() -> assertThat(find("m-laid").out()).contains("dead letter"));
        assertThat(command("dead-letters", "discard", "--message-id", "m-laid", "--note", "of no use")
                        .exitCode())
                .isZero();
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    private static void track(Application to, String id, String person, String event) {
        assertThat(to.post("/v1/track", """
                {"userId": "%s", "messageId": "%s", "event": "%s", "properties": {"email": "jane@example.com"}}""".formatted(person, id, event)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theEventsOfAPersonAreFoundByWhomSomebodyTypesInAndTheInstanceHearsAFingerprint() {
        await().untilAsserted(
                        () -> assertThat(command("find", "--user-id", "u-jane").out())
                                .contains("m-done  track  Step", "delivered", "m-letter", "dead-letter")
                                .doesNotContain("m-aside", "u-jane"));
        assertThat(command("find", "--email", "Jane@example.com").exitCode()).isEqualTo(1);
        Run nobody = command("find", "--user-id", "u-nobody");
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.out()).contains("No event of this person is recorded").doesNotContain("u-nobody");
        assertThat(command("find", "--user-id", " ").exitCode()).isEqualTo(2);
        assertThat(command("find", "m-done", "--user-id", "u-jane").exitCode()).isEqualTo(2);
    }

    private static Run find(String id) {
        return command("find", id);
    }

    private static Run command(String... words) {
        return command(application, words);
    }

    private static Run command(Application of, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(Tokens.options(of.management("")));
        return Run.of(all.toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            m-done    | done          | Extole has taken it
            m-dropped | done          | its mapping sends nothing of it
            m-letter  | dead letter 1 | invalid_event
            m-letter  | What to do    | dead-letters replay 1
            m-letter  | track 'Refused' | source=segment
            m-laid    | discarded     | of no use
            m-aside   | aside         | It was tried
            m-behind  | aside         | Earlier events of its person wait before it: 1.
            """)
    void anEventIsFoundWhereverItIs(String id, String place, String detail) {
        await().untilAsserted(() -> assertThat(find(id).out()).contains(place, detail));
        Run found = find(id);

        assertThat(found.exitCode()).isZero();
        assertThat(found.err()).isEmpty();
        assertThat(found.out()).contains("since 20", "What to do: ").doesNotContain("jane", "u-john", "Not looked");
    }

    @ParameterizedTest
    @CsvSource({"m-never", "it's \" not there", "jane@example.com"})
    void whatNothingIsKnownOfMayBeOneOfSeveral(String id) {
        Run nothing = find(id);

        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.out())
                .contains("Nothing is known of", "It never came", "at the door", "not for Extole", "remember-ids")
                .doesNotContain("jane");
    }

    @Test
    void otherProgramsReadOneObject() {
        assertThat(command("find", "m-letter", "--json").out())
                .startsWith("{\"places\":[{\"place\":\"dead letter 1\",\"since\":\"20");
    }

    /** A browser of the broker sees the beginning of a long queue alone. */
    @Test
    void whatWaitsFarBehindIsFoundToo(@TempDir Path data) {
        try (Application held = Application.start(sandbox.uri(), data, "queue.hold=true")) {
            for (int i = 0; i < 3; i++) {
                assertThat(held.post("/v1/batch", batch(i)).statusCode()).isEqualTo(200);
            }

            assertThat(command(held, "find", "far-0-0").out()).contains("waits in extole.events", "track 'Step'");
            assertThat(command(held, "find", "far-2-1999").out()).contains("waits in extole.events", "track 'Step'");
            assertThat(command(held, "queue", "park", "far-2-1999").out()).contains("Parked: segment:far-2-1999");
            assertThat(command(held, "find", "far-3-0").exitCode()).isEqualTo(1);
        }
    }

    @Test
    void theJourneyOfAnEventIsTold() {
        await().untilAsserted(() -> assertThat(find("m-letter").out())
                .contains("journey: dead-letter", "accepted tracking", "call async-event 400", "dead.letter refused"));
        assertThat(find("m-dropped").out()).contains("journey: skipped");
    }

    private static String batch(int number) {
        return IntStream.range(0, 2_000)
                .mapToObj(i -> """
                        {"type": "track", "userId": "u%d", "messageId": "far-%d-%d", "event": "Step"}""".formatted(i, number, i))
                .collect(Collectors.joining(",", "{\"batch\": [", "]}"));
    }
}
