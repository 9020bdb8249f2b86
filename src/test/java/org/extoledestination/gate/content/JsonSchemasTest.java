package org.extoledestination.gate.content;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonSchemasTest {

    private static final String ORDER = """
            {"type": "object", "properties": {"properties": {"type": "object", "required": ["order_id"],
             "properties": {"total": {"type": "number", "minimum": 0}}}}}
            """;
    private static final Map<String, Object> SOUND = Map.of("properties", Map.of("order_id", "ord-9", "total", 42.5));
    private static final Map<String, Object> WRONG = Map.of("properties", Map.of("total", "a-secret-value"));

    @TempDir
    private Path folder;

    private final JsonSchemas schemas = new JsonSchemas(new ObjectMapper());
    private Instant written = Instant.parse("2026-11-23T10:00:00Z");

    private String schema(String text) throws IOException {
        Path file = folder.resolve("order.json");
        Files.writeString(file, text);
        written = written.plusSeconds(1);
        Files.setLastModifiedTime(file, FileTime.from(written));
        return file.toString();
    }

    @Test
    void anEventThatFollowsItsSchemaPasses() throws IOException {
        String file = schema(ORDER);

        assertThatCode(() -> schemas.validate(SOUND, file)).doesNotThrowAnyException();
    }

    @Test
    void anotherIsRefusedWithPlacesAndRulesButNoValue() throws IOException {
        String file = schema(ORDER);

        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> schemas.validate(WRONG, file))
                .withMessageContainingAll(
                        file, "/properties/order_id breaks 'required'", "/properties/total breaks 'type'")
                .withMessageNotContaining("a-secret-value");
    }

    @Test
    void anEditOfTheSchemaIsTakenWithTheNextEvent() throws IOException {
        String file = schema(ORDER);
        schemas.validate(SOUND, file);

        schema("{\"required\": [\"userId\"]}");

        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> schemas.validate(SOUND, file))
                .withMessageContaining("/userId breaks 'required'");
    }

    @Test
    void aWrongOrMissingEditLeavesTheSchemaBeforeInUse() throws IOException {
        String file = schema(ORDER);
        schemas.validate(SOUND, file);

        schema("{\"type\": ");
        assertThatCode(() -> schemas.validate(SOUND, file)).doesNotThrowAnyException();
        assertThatExceptionOfType(InvalidEventException.class).isThrownBy(() -> schemas.validate(WRONG, file));

        Files.delete(Path.of(file));
        assertThatCode(() -> schemas.validate(SOUND, file)).doesNotThrowAnyException();
    }

    @Test
    void aFileThatNeverWasASchemaRefusesEveryEventAndSaysSo() throws IOException {
        String broken = schema("{\"type\": ");

        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> schemas.validate(SOUND, broken))
                .withMessageContaining("is no JSON Schema. Correct it and replay the dead letter.");
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> schemas.validate(SOUND, folder + "/nowhere.json"))
                .withMessageContaining("cannot be read (NoSuchFileException)");
    }
}
