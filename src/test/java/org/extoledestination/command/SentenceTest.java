package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceTest {

    private static final String ANSWER = """
            {"since": "2026-11-23T10:00:00Z", "total": 3, "event": "jane@example.com bought", "key": "a\\u001b[2Jb",
             "odd": "{total} $1 \\\\", "nothing": null}""";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "{total} since {since}"         | "3 since 2026-11-23T10:00:00Z"
            "{event:name}, {event:text}"    | "[e-mail] bought, [e-mail] bought"
            "{key:clean} {key:id}"          | "ab ab"
            "{odd}"                         | "{total} $1 \\"
            "[{none}] [{nothing}]"          | "[] []"
            "{none|unknown} {total|0}"      | "unknown 3"
            "no field, {} and { total }"    | "no field, {} and { total }"
            """)
    void fieldsStandInThePlaceOfTheirNames(String sentence, String filled) throws Exception {
        assertThat(Sentence.of(JsonMapper.builder().build().readTree(ANSWER), sentence))
                .isEqualTo(filled);
    }
}
