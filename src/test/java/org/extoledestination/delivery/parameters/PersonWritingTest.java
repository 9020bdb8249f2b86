package org.extoledestination.delivery.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.parameters.PersonWriting.Done;
import org.extoledestination.delivery.parameters.WaitingPerson.Keys;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.support.Http;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which call follows which answer. */
class PersonWritingTest {

    private static final JsonNode FOUND = Http.json("[{\"id\": \"7\"}, {\"id\": \"8\"}]");
    private static final JsonNode NOTHING = Http.json("{}");

    @Test
    void aParameterThatTurnsOutToBeThereIsPut() {
        PersonWriting writing = writing(parameter("plan", "\"gold\""));
        ask(writing, FOUND);
        ask(writing, NOTHING);

        assertThat(next(writing)).isEqualTo("POST /7/data");
        writing.refused(fault("data_already_exists"));

        assertThat(next(writing)).isEqualTo("PUT /7/data/plan");
        writing.answered(NOTHING);
        assertThat(ended(writing)).containsExactly("plan written");
        assertThat(writing.next()).isEmpty();
    }

    @Test
    void aParameterThatTurnsOutToBeGoneIsPosted() {
        PersonWriting writing = writing(parameter("plan", "\"gold\""));
        ask(writing, FOUND);
        ask(writing, Http.json("{\"plan\": {\"value\": \"silver\", \"scope\": \"PUBLIC\"}}"));

        assertThat(next(writing)).isEqualTo("PUT /7/data/plan");
        writing.refused(fault("data_not_found"));

        assertThat(next(writing)).isEqualTo("POST /7/data");
    }

    @Test
    void aParameterThatIsThereAndIsNotThereIsRefusedInsteadOfTriedForEver() {
        PersonWriting writing = writing(parameter("plan", "\"gold\""), parameter("seats", "3"));
        ask(writing, FOUND);
        ask(writing, NOTHING);

        writing.next();
        writing.refused(fault("data_already_exists"));
        writing.next();
        writing.refused(fault("data_not_found"));

        assertThat(ended(writing)).containsExactly("plan refused data_not_found");
        assertThat(next(writing)).isEqualTo("POST /7/data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_value", "invalid_name", "read_only_name", "data_value_length_out_of_range"})
    void aRefusedParameterDoesNotKeepTheOthersBack(String code) {
        PersonWriting writing = writing(parameter("plan", "\"gold\""), parameter("seats", "3"));
        ask(writing, FOUND);
        ask(writing, NOTHING);

        writing.next();
        writing.refused(fault(code));
        ask(writing, NOTHING);

        assertThat(ended(writing)).containsExactly("plan refused " + code, "seats written");
        assertThat(writing.next()).isEmpty();
        assertThat(writing.isNobody()).isFalse();
    }

    @Test
    void aRemovalIsAskedForUnlessItIsKnownThatNothingIsThere() {
        PersonWriting known = writing(parameter("plan", null));
        ask(known, FOUND);
        ask(known, NOTHING);
        assertThat(known.next()).isEmpty();
        assertThat(ended(known)).containsExactly("plan removed");

        PersonWriting unread = writing(parameter("plan", null));
        ask(unread, FOUND);
        unread.next();
        unread.refused(fault("max_fetch_size_1000"));
        assertThat(next(unread)).isEqualTo("DELETE /7/data/plan");
        unread.refused(fault("data_not_found"));
        assertThat(ended(unread)).containsExactly("plan removed");

        PersonWriting cut = writing(parameter("plan", null));
        ask(cut, FOUND);
        ask(
                cut,
                Http.json(IntStream.range(0, 1_000)
                        .mapToObj(i -> "\"n" + i + "\": {}")
                        .collect(Collectors.joining(",", "{", "}"))));
        assertThat(next(cut)).isEqualTo("DELETE /7/data/plan");
    }

    @Test
    void aPersonWhoIsGoneBetweenTwoCallsIsLookedForAgainLater() {
        PersonWriting writing = writing(parameter("plan", "\"gold\""));
        ask(writing, FOUND);
        ask(writing, NOTHING);
        writing.next();

        writing.refused(fault("person_not_found"));

        assertThat(writing.isNobody()).isTrue();
        assertThat(writing.next()).isEmpty();
        assertThat(writing.takeDone()).isEmpty();
    }

    @Test
    void anEMailThatExtoleDoesNotTakeEndsAllParameters() {
        PersonWriting writing = writing(parameter("plan", "\"gold\""), parameter("seats", "3"));
        ask(writing, Http.json("[]"));
        assertThat(next(writing)).isEqualTo("POST ");

        writing.refused(fault("invalid_key_value"));

        assertThat(ended(writing)).containsExactly("plan refused invalid_key_value", "seats refused invalid_key_value");
        assertThat(writing.next()).isEmpty();
    }

    @Test
    void aPersonWhoIsTakenAndNotFoundIsLookedForLater() {
        PersonWriting writing = writing(parameter("plan", "\"gold\""));
        ask(writing, Http.json("[]"));
        writing.next();
        writing.refused(fault("identity_key_value_already_taken"));

        ask(writing, Http.json("[]"));

        assertThat(writing.isNobody()).isTrue();
    }

    @Test
    void anAnswerWithoutAnIdIsNobody() {
        PersonWriting writing = writing(parameter("plan", "\"gold\""));

        ask(writing, Http.json("[{}]"));

        assertThat(writing.isNobody()).isTrue();
    }

    @Test
    void whatACallSaysStaysOutOfLogs() {
        PersonWriting writing = writing(parameter("plan", "\"gold\""));

        assertThat(writing.next().orElseThrow()).hasToString("PersonCall[GET]");
        assertThat(writing.person().toString()).doesNotContain("ada", "u-1");
    }

    /** After the first look. */
    private static PersonWriting writing(WaitingParameter... parameters) {
        Instant now = Instant.parse("2026-11-23T10:00:00Z");
        Keys keys = new Keys(Optional.of("ada@example.com"), Optional.of("u-1"));
        WaitingPerson person = new WaitingPerson(1, keys, "segment", "m-1", 1, 0, Duration.ZERO, now, now);
        return new PersonWriting(person, List.of(parameters), SegmentJson.mapper());
    }

    private static WaitingParameter parameter(String name, @Nullable String json) {
        return new WaitingParameter(name.hashCode(), name, json);
    }

    private static Fault fault(String code) {
        return new Fault(400, code, Optional.empty());
    }

    private static void ask(PersonWriting writing, JsonNode answer) {
        assertThat(writing.next()).isPresent();
        writing.answered(answer);
    }

    private static String next(PersonWriting writing) {
        PersonCall call = writing.next().orElseThrow();
        return call.method() + ' ' + call.path();
    }

    private static List<String> ended(PersonWriting writing) {
        return writing.takeDone().stream().map(PersonWritingTest::words).toList();
    }

    private static String words(Done done) {
        return done.parameter().name()
                + ' '
                + done.outcome().word()
                + done.code().map(code -> ' ' + code).orElse("");
    }
}
