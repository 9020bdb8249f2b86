package org.extoledestination.gate.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.extoledestination.edit.routes.Rehearsed;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Checks events against JSON Schemas. For routes: {@code bean: {ref: jsonSchema, method: "validate(${body},
 * 'config/schemas/order.json')"}}.
 */
@Component("jsonSchema")
public final class JsonSchemas {

    private static final Logger log = LoggerFactory.getLogger(JsonSchemas.class);
    private static final int MOST_TOLD = 3;

    private final Map<Path, Compiled> compiled = new ConcurrentHashMap<>();
    private final ObjectMapper json;

    JsonSchemas(@Qualifier("segmentJson") ObjectMapper json) {
        this.json = json;
    }

    private record Compiled(FileTime changed, Schema schema) {}

    /**
     * Returns if the event follows the schema. An edit of the file is taken with the next event; one that is no schema
     * is refused in the log, and the schema before it stays in use.
     *
     * @param event the event as parsed from JSON
     * @param file a JSON Schema, draft 2020-12 unless it says otherwise, from the working directory
     * @throws InvalidEventException if the event does not follow it, or if the file never was a schema
     */
    @Rehearsed
    public void validate(Map<String, Object> event, String file) {
        List<Error> errors = schema(Path.of(file)).validate(json.<JsonNode>valueToTree(event));
        if (!errors.isEmpty()) {
            throw new InvalidEventException("the event does not follow " + file + ": " + told(errors)
                    + ". Let the sender correct it, or change the schema and replay the dead letter.");
        }
    }

    /** Where and which rule; the library's own message would show the value. */
    private static String told(List<Error> errors) {
        String first = errors.stream()
                .limit(MOST_TOLD)
                .map(error -> place(error) + " breaks '" + error.getKeyword() + "'")
                .collect(Collectors.joining(", "));
        return errors.size() <= MOST_TOLD ? first : first + " and " + (errors.size() - MOST_TOLD) + " more";
    }

    private static String place(Error error) {
        String at = error.getInstanceLocation().toString();
        String name = error.getProperty() == null ? at : at + '/' + error.getProperty();
        return name.isEmpty() ? "the event as a whole" : Shown.text(name);
    }

    private Schema schema(Path file) {
        @Nullable Compiled known = compiled.get(file);
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (known == null || !known.changed().equals(changed)) {
                return compile(file, changed, known).schema();
            }
            return known.schema();
        } catch (IOException e) {
            if (known != null) {
                return known.schema();
            }
            throw new InvalidEventException("the schema " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + "). Put it there and replay the dead letter.");
        }
    }

    private Compiled compile(Path file, FileTime changed, @Nullable Compiled before) throws IOException {
        Compiled now;
        try {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(json.readTree(file.toFile()));
            schema.initializeValidators();
            now = new Compiled(changed, schema);
        } catch (SchemaException | com.fasterxml.jackson.core.JacksonException e) {
            if (before == null) {
                throw new InvalidEventException(
                        "the file " + file + " is no JSON Schema. Correct it and replay the dead letter.");
            }
            log.warn("{} is no JSON Schema any more, so the one before stays in use. Correct the file", file);
            now = new Compiled(changed, before.schema());
        }
        compiled.put(file, now);
        return now;
    }
}
