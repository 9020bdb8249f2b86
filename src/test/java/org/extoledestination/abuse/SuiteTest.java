package org.extoledestination.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the suite sees, and how much it tries. */
@Tag("slow")
class SuiteTest {

    /** Each message goes to each of them. */
    private static final int QUEUES = 3;

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "0, true",
        "400, true",
        "501, true",
        "503, true",
        "500, false",
        "502, false",
        "504, false",
        "-1, false"
    })
    void noAnswerIsAFailureOfOursOrNone(int status, boolean isFair) {
        Attack attack = new Attack();

        attack.heard(new Reply(status, "", "", Expected.ANSWER));

        assertThat(attack.row("a kind", new Service().look()).faults()).hasSize(isFair ? 0 : 1);
    }

    /** Each row of the page's table, by the lists that it stands for. */
    @Test
    void itTriesAsMuchAsThePageSays() throws IOException {
        Map<String, Integer> kinds = new HashMap<>();
        new HostileInputs(new HonestLedger()).all().forEach((kind, inputs) -> kinds.put(kind, inputs.size()));
        new HostileInputs(new HonestLedger()).ofDoors().forEach(input -> kinds.merge(input.kind(), 1, Integer::sum));
        kinds.put("management port", HostileInputs.ofManagement(1).size());
        kinds.put("messages", QUEUES * HostileMessages.all().size());
        kinds.put("connections", HostileConnections.all().size() + AbuseConnectionsTest.FLOODS.size() + 1);

        List<MatchResult> rows = Pattern.compile("(?m)^\\| ([a-zA-Z', -]+) \\| ([\\d,]+) \\|")
                .matcher(Files.readString(Path.of("docs/security.md")))
                .results()
                .toList();

        assertThat(rows)
                .allSatisfy(row -> assertThat(Integer.parseInt(row.group(2).replace(",", "")))
                        .as(row.group(1))
                        .isEqualTo(Stream.of(row.group(1).split(", ", -1))
                                .mapToInt(kind -> kinds.getOrDefault(kind, 0))
                                .sum()));
        assertThat(rows.stream().flatMap(row -> Stream.of(row.group(1).split(", ", -1))))
                .containsExactlyInAnyOrderElementsOf(kinds.keySet());
    }

    @Test
    void anAttemptThatHangsIsCountedOnceAndAsNotServed() {
        Service service = new Service();
        service.begin();
        service.attempt(new Reply(200, "", "", Duration.ZERO));
        service.begin();
        assertThat(service.look().attempts()).isOne();
        await().until(() -> service.look().attempts() == 1);

        service.attempt(new Reply(200, "", "", Service.SOON.multipliedBy(2)));

        assertThat(service.look().attempts()).isZero();
        service.begin();
        service.attempt(new Reply(503, "", "", Duration.ZERO));
        assertThat(service.look()).matches(served -> served.attempts() == 1 && served.percent() == 0);
    }
}
