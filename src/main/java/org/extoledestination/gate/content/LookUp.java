package org.extoledestination.gate.content;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Adds to an event what a look-up answers, as {@code context.lookUp}, where mappings find it. For routes:
 * {@code enrich: {..., aggregationStrategy: lookUp}}. An answer that is no JSON object adds nothing.
 */
@Component("lookUp")
public final class LookUp implements AggregationStrategy {

    /** The name under {@code context} where mappings find the answer. */
    static final String NAME = "lookUp";

    private final ObjectMapper json;

    LookUp(@Qualifier("segmentJson") ObjectMapper json) {
        this.json = json;
    }

    /** The event's exchange, whose body is a new map if the answer is an object; the event's own map is not changed. */
    @Override
    public Exchange aggregate(Exchange event, @Nullable Exchange answer) {
        if (answer != null && event.getMessage().getBody() instanceof Map<?, ?> body) {
            @Nullable Object said = read(answer.getMessage().getBody(byte[].class));
            if (said instanceof Map<?, ?>) {
                event.getMessage().setBody(with(body, said));
            }
        }
        return event;
    }

    private static Map<String, Object> with(Map<?, ?> event, Object said) {
        Map<String, Object> enriched = new LinkedHashMap<>();
        event.forEach((key, value) -> enriched.put(String.valueOf(key), value));
        Map<String, Object> context = new LinkedHashMap<>();
        if (event.get("context") instanceof Map<?, ?> own) {
            own.forEach((key, value) -> context.put(String.valueOf(key), value));
        }
        context.put(NAME, said);
        enriched.put("context", context);
        return enriched;
    }

    private @Nullable Object read(byte @Nullable [] answer) {
        if (answer == null) {
            return null;
        }
        try {
            return json.readValue(answer, Object.class);
        } catch (JacksonException notJson) {
            return null;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("Reading from memory does not fail", e);
        }
    }
}
