package org.extoledestination.edit.routes.shipped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.inhand.EventInHand;

/** A sound Segment event, as the routes meet it at each station. */
record Sample(SegmentEvent event) {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /** Of now, and of a person of whom nothing else is known, unless {@code json} says otherwise. */
    static Sample of(String json) {
        Map<String, Object> event = parsed(json);
        event.putIfAbsent("messageId", UUID.randomUUID().toString());
        event.putIfAbsent("userId", UUID.randomUUID().toString());
        event.putIfAbsent("timestamp", Instant.now().toString());
        event.putIfAbsent("receivedAt", Instant.now().toString());
        return new Sample(new SegmentEvent(
                "segment",
                EventType.of(String.valueOf(event.get("type"))).orElseThrow(),
                String.valueOf(event.get("messageId")),
                Optional.ofNullable((String) event.get("event")),
                Person.ofUserId(String.valueOf(event.get("userId"))),
                SegmentJson.mapper().valueToTree(event).toString()));
    }

    private static Map<String, Object> parsed(String json) {
        try {
            return SegmentJson.mapper().readValue(json, OBJECT);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A message of the queue {@code extole.events}. */
    Processor queued() {
        return exchange -> {
            Message message = exchange.getMessage();
            message.getHeaders().putAll(event.headers());
            message.setBody(event.json());
        };
    }

    /** What the router gets. */
    Processor inHand() {
        return with(event.json());
    }

    /** What the router hands on. */
    Processor read() {
        return with(parsed(event.json()));
    }

    /** The event on its way, with what a route has made of it as the body. */
    Processor with(Object body) {
        return exchange -> {
            queued().process(exchange);
            EventInHand.take(exchange, event);
            exchange.getMessage().setBody(body);
        };
    }
}
