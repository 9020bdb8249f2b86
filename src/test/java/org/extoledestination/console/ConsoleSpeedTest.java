package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.Person;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The console over tables as they are after a bad week. Filling them takes most of the time: a fifth, or
 * {@code -Dconsole.letters=100000 -Dconsole.traces=1000000}.
 */
@Tag("alone")
class ConsoleSpeedTest {

    private static final int LETTERS = Integer.getInteger("console.letters", 20_000);
    private static final int TRACES = Integer.getInteger("console.traces", 5 * LETTERS);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final String SOMEBODY = Person.ofUserId("u-7").fingerprint();

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;
    private static Visitor operator;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                Stream.concat(
                                Stream.of(Visitor.user(0, "operator", "operator")),
                                Stream.of("trace.most=" + 2 * TRACES, "mapping.public-parameters=write"))
                        .toArray(String[]::new));
        operator = new Visitor(application).signedIn("operator");
        JdbcTemplate database = application.bean(JdbcTemplate.class);
        letters(database);
        traces(database);
        others(database);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    /** 40 kinds, over the last two days; each tenth discarded. */
    private static void letters(JdbcTemplate database) {
        chunks(LETTERS, (from, to) -> database.update("""
                INSERT INTO dead_letters (source, message_id, type, event_name, person, event, reason, code, detail,
                    extole_status, since, state, state_since)
                SELECT 'segment', 'letter-' || x, 'track', 'Event ' || MOD(x, 20), CASE WHEN MOD(x, 1000) = 7 THEN ? ELSE
                    RAWTOHEX(HASH('SHA-256', CAST(x AS VARCHAR))) END,
                    '{"type":"track","messageId":"letter-' || x || '","userId":"u-' || x || '","event":"Event '
                    || MOD(x, 20) || '","properties":{"note":"' || REPEAT('x', 1000) || '"}}',
                    CASE MOD(x, 2) WHEN 0 THEN 'refused' ELSE 'unmappable' END, 'code_' || MOD(x, 40), 'Told to test.',
                    400, DATEADD('SECOND', x - ?, CURRENT_TIMESTAMP),
                    CASE MOD(x, 10) WHEN 0 THEN 'discarded' ELSE 'dead' END, CURRENT_TIMESTAMP
                FROM (SELECT "X" AS x FROM SYSTEM_RANGE(?, ?))""", SOMEBODY, LETTERS, from, to));
    }

    /** Two of each event, and 50 names, over the last week; each fourth not smooth. */
    private static void traces(JdbcTemplate database) {
        long now = Instant.now().getEpochSecond() * 1_000_000;
        chunks(TRACES, (from, to) -> database.update("""
                INSERT INTO traces (id, message_id, source, type, event_name, person, outcome, reason, steps, smooth)
                SELECT ? - x * 600000, 'trace-' || x / 2, 'segment', 'track', 'Event ' || MOD(x, 50),
                    CASE WHEN MOD(x, 1000) = 7 THEN ? ELSE RAWTOHEX(HASH('SHA-256', CAST(x AS VARCHAR))) END,
                    CASE MOD(x, 4) WHEN 0 THEN 'DEAD' ELSE 'delivered' END, '',
                    '', MOD(x, 4) <> 0
                FROM (SELECT "X" AS x FROM SYSTEM_RANGE(?, ?))""", now, SOMEBODY, from, to));
    }

    private static void others(JdbcTemplate database) {
        chunks(LETTERS, (from, to) -> {
            database.update("""
                    INSERT INTO audit_trail (happened_at, who, came_from, action, target, how_many, outcome)
                    SELECT DATEADD('SECOND', -x, CURRENT_TIMESTAMP), 'somebody', '127.0.0.1', 'POST /x', 'target', x, 'done'
                    FROM (SELECT "X" AS x FROM SYSTEM_RANGE(?, ?))""", from, to);
            database.update("""
                    INSERT INTO suppressions (person, since) SELECT RAWTOHEX(HASH('SHA-256', CAST(x AS VARCHAR))),
                    CURRENT_TIMESTAMP FROM (SELECT "X" AS x FROM SYSTEM_RANGE(?, ?))""", from, to);
            database.update("""
                    INSERT INTO audience_states (person, assertion, audience, content, asserted_at)
                    SELECT RAWTOHEX(HASH('SHA-256', CAST(x AS VARCHAR))), 'a', 'audience_' || MOD(x, 30), 'c',
                    CURRENT_TIMESTAMP FROM (SELECT "X" AS x FROM SYSTEM_RANGE(?, ?))""", from, to);
            database.update("""
                    INSERT INTO held_events (person, source, message_id, type, event_name, event, since, attempts,
                        tried_millis, last_attempt, next_attempt, behind)
                    SELECT RAWTOHEX(HASH('SHA-256', CAST(MOD(x, 500) AS VARCHAR))), 'segment', 'held-' || x, 'track', 'Event',
                        '{"type":"track","messageId":"held-' || x || '","userId":"u-' || MOD(x, 500) || '"}',
                        CURRENT_TIMESTAMP, 3, 1000, CURRENT_TIMESTAMP, DATEADD('HOUR', 5, CURRENT_TIMESTAMP), x > 500
                    FROM (SELECT "X" AS x FROM SYSTEM_RANGE(?, ?))""", from, to);
            database.update("""
                    INSERT INTO refused_messages (queue, message_id, part, code, detail, kind, content, properties, bytes,
                        since)
                    SELECT 'segment.events', 'refused-' || x, 0, 'code_' || MOD(x, 20), 'Told to test.', 'text', '{', '{}',
                        1, CURRENT_TIMESTAMP
                    FROM (SELECT "X" AS x FROM SYSTEM_RANGE(?, ?))""", from, to);
        });
    }

    private interface Chunk {
        void add(int from, int to);
    }

    /** The application's one connection to H2 is not held for long. */
    private static void chunks(int count, Chunk chunk) {
        int size = 5_000;
        for (int from = 1; from <= count; from += size) {
            chunk.add(from, Math.min(count, from + size - 1));
        }
    }

    /** As somebody without JavaScript does it: each answer has a form that goes on. */
    @Test
    void aLongActionIsDoneInPartsBetweenWhichOthersHaveTheDatabase() {
        long before = letters("dead");
        HttpResponse<String> answer = operator.post(
                "/console/dead-letters/discard?type=track", Map.of("most", String.valueOf(before), "note", "a test"));
        int parts = 1;
        for (; answer.statusCode() == 200; parts++) {
            assertThat(answer.body()).contains(String.format("of %,d discarded.", before), "Go on", "Stop here");
            answer = operator.post("/console/dead-letters/discard?type=track", hidden(answer.body()));
        }

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).contains("said=" + before);
        assertThat(parts).isGreaterThan(LETTERS / 10_000);
        assertThat(letters("dead")).isZero();
        // Those that were discarded before are not of this discard.
        String undo = answer.headers().firstValue("Location").orElseThrow().replaceFirst(".*undo=", "");
        for (answer = operator.post("/console/dead-letters/restore?batch=" + undo, Map.of());
                answer.statusCode() == 200; ) {
            answer = operator.post("/console/dead-letters/restore?batch=" + undo, hidden(answer.body()));
        }
        assertThat(letters("dead")).isEqualTo(before);
    }

    private static long letters(String state) {
        return application
                .bean(JdbcTemplate.class)
                .queryForObject("SELECT count(*) FROM dead_letters WHERE state = ?", Long.class, state);
    }

    private static Map<String, String> hidden(String page) {
        return Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
                .matcher(page.substring(page.indexOf("id=\"now\"")))
                .results()
                .filter(field -> !field.group(1).equals("csrf"))
                .collect(Collectors.toMap(field -> field.group(1), field -> field.group(2)));
    }

    static Stream<String> pages() {
        return Stream.of(
                "",
                "/dead-letters",
                "/dead-letters?before=" + LETTERS / 2,
                "/dead-letters?before=50",
                "/dead-letters?reason=refused&code=code_4",
                "/dead-letters?code=code_7",
                "/dead-letters?code=none",
                "/dead-letters?event=Event+3",
                "/dead-letters?event=none",
                "/dead-letters?source=segment",
                "/dead-letters?type=track",
                "/dead-letters?person=" + SOMEBODY,
                "/dead-letters?discarded=true",
                "/dead-letters?since=" + Instant.now().minusSeconds(3_600),
                "/dead-letters?messageId=letter-77",
                "/dead-letters/77",
                "/dead-letters/confirm?action=replay",
                "/dead-letters/transfer",
                "/dead-letters/confirm?action=discard&code=code_7",
                "/dead-letters/confirm?action=restore&discarded=true",
                "/find",
                "/find?before=" + (Instant.now().getEpochSecond() - 400_000) * 1_000_000,
                "/find?outcome=dead-letter",
                "/find?outcome=dropped",
                "/find?event=Event+7",
                "/find?event=none",
                "/find?event=Event+7&outcome=dead-letter",
                "/find?source=segment",
                "/find?source=none",
                "/find?source=segment&outcome=dead-letter",
                "/find?type=identify",
                "/find?type=track&event=Event+7&source=segment",
                "/find?type=track&event=Event+8&source=segment&outcome=dropped",
                "/find?person=" + SOMEBODY,
                "/find?messageId=trace-99",
                "/find?since=" + Instant.now().minusSeconds(3_600),
                "/find/trace-99",
                "/find/letter-77",
                "/find/held-77",
                "/tail",
                "/mappings",
                "/mappings/try",
                "/routes",
                "/audiences",
                "/parameters",
                "/suppressions",
                "/imports",
                "/refused",
                "/refused?before=50",
                "/delivery",
                "/audit",
                "/audit?before=50");
    }

    /** The second look counts: the first one may have loaded a page's classes. The third excuses a pause of the machine. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyPageAnswersWithinASecond(String page) {
        List<Duration> took = new ArrayList<>();
        for (int look = 0; look < 3; look++) {
            long before = System.nanoTime();
            HttpResponse<String> answer = operator.get("/console" + page);
            took.add(Duration.ofNanos(System.nanoTime() - before));
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 302);
            if (look > 0 && took.get(look).compareTo(LONGEST) < 0) {
                break;
            }
        }
        System.out.printf(
                "%s: %s ms%n", page, took.stream().map(Duration::toMillis).toList());
        assertThat(took.get(took.size() - 1)).as("%s took %s", page, took).isLessThan(LONGEST);
    }
}
