package org.extoledestination.gate.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.extoledestination.support.Http;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeftOutTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"phone": 1, "plan": "gold"}                          | {"plan": "gold"}
            {"Phone": {"a": 1}, "b": null}                        | {"b": null}
            {"a": [{"PHONE": "x", "b": 1}, [{"phone": 2}], "c"]}  | {"a": [{"b": 1}, [{}], "c"]}
            {"card_number": 1, "cardNumber": 2, "Card-Number": 3} | {}
            {"phones": 1, "my phone": 2}                          | {"phones": 1, "my phone": 2}
            {"a": "phone"}                                        | {"a": "phone"}
            """)
    void whatHasTheNameIsLeftOutAtAnyDepthAndInAnySpelling(String event, String kept) {
        Map<?, ?> before = map(event);

        assertThat(LeftOut.without("phone card_number", before)).isEqualTo(map(kept));
        assertThat(before).as("it may be another's").isEqualTo(map(event));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", " _ -"})
    void withoutANameNothingIsLeftOut(String names) {
        Map<?, ?> event = map("{\"a\": 1, \"\": 2, \"_\": 3, \"- -\": 4}");

        assertThat(LeftOut.without(names, event)).isEqualTo(event);
    }

    private static Map<?, ?> map(String json) {
        return new ObjectMapper().convertValue(Http.json(json), Map.class);
    }
}
