package org.extoledestination.ingest.connections;

import static org.assertj.core.api.Assertions.assertThat;

import org.extoledestination.support.Http;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each status has a sentence that is true of it. */
class PlainErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "400,bad_request,no request as HTTP has it",
        "404,not_found,nothing at this address",
        "405,method_not_allowed,does not take this method",
        "500,failed,failed in this application",
        "503,unavailable,Nothing is taken at the moment",
        "418,refused,not one that is taken here"
    })
    void saysWhatIsWrong(int status, String code, String words) {
        assertThat(Http.json(PlainErrors.body(status)).path("code").asText()).isEqualTo(code);
        assertThat(Http.json(PlainErrors.body(status)).path("message").asText()).contains(words);
    }
}
