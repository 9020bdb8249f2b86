package org.extoledestination.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingEncoderTest {

    /** Writes what it is given, whatever the event. */
    private static final class As extends EncoderBase<ILoggingEvent> {
        private final String text;

        As(String text) {
            this.text = text;
        }

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    private static String encoded(Level level, String text) {
        LoggingEvent event = new LoggingEvent();
        event.setLevel(level);
        return new String(new MaskingEncoder(new As(text)).encode(event), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            INFO  | password="geheim-1" and more     | password="***" and more
            INFO  | secret=geheim-1                  | secret=***
            INFO  | \"jane@example.com\"             | \"[e-mail]\"
            INFO  | {"userId": "u-1"}                | {"userId": "u-1"}
            DEBUG | {"userId": "u-1"}                | {...}
            DEBUG | got {"userId": "u-1"} from there | got {...} from there
            DEBUG | nothing of that                  | nothing of that
            """)
    void aLineOfJsonStaysJsonAndIsMaskedValueByValue(String level, String message, String shown) {
        var line = JsonNodeFactory.instance.objectNode();
        line.putObject("log").put("level", level);
        line.put("message", message).putArray("tags").add(message).add(1);

        String written = encoded(Level.valueOf(level), line + "\n");

        assertThat(written).endsWith(System.lineSeparator());
        var masked = Http.json(written);
        assertThat(masked.at("/log/level").asText()).isEqualTo(level);
        assertThat(masked.path("message").asText().strip()).isEqualTo(shown);
        assertThat(masked.at("/tags/0").asText().strip()).isEqualTo(shown);
        assertThat(masked.at("/tags/1").asInt()).isEqualTo(1);
    }

    @Test
    void whatOnlyBeginsAsJsonIsMaskedAsText() {
        assertThat(encoded(Level.INFO, "{\"a\": \"jane@example.com\"} jane@example.com"))
                .isEqualTo("{\"a\": \"[e-mail]\"} [e-mail]");
        assertThat(encoded(Level.DEBUG, "{\"a\": 1} is an event")).isEqualTo("{...} is an event");
    }
}
