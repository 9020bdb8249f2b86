package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SafeWriterTest {

    @Test
    void marksWhatMovesATerminalOrHides() {
        assertThat(written("a\u001b[2Jb\u009b1mc\u202ed\u200be\u0000f"))
                .isEqualTo("a\\u001b[2Jb\\u009b1mc\\u202ed\\u200be\\u0000f");
    }

    @Test
    void leavesLinesTabsAndLettersOfAllLanguages() {
        assertThat(written("a\tb\r\nGröße 日本 🛒")).isEqualTo("a\tb\r\nGröße 日本 🛒");
    }

    @Test
    void jsonStaysTheSameJson() throws Exception {
        String event = JsonMapper.builder()
                .build()
                .createObjectNode()
                .put("name", "a\u202eb\\\u009bc\udb40\udc41d👩\u200d🚀")
                .toString();

        assertThat(JsonMapper.builder().build().readTree(written(event)))
                .isEqualTo(JsonMapper.builder().build().readTree(event));
        assertThat(written(event).codePoints().map(Character::getType)).doesNotContain((int) Character.FORMAT);
    }

    private static String written(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintWriter out = SafeWriter.of(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        out.print(text);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
