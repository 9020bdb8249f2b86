package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class HeldRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private JdbcClient database;

    @BeforeEach
    void start() throws Exception {
        context.getRouteController().startRoute("held");
    }

    @Test
    void letsEventsWaitBehindThoseOfTheirPerson() {
        String json = "{\"type\": \"identify\", \"userId\": \"" + UUID.randomUUID() + "\"}";
        Sample first = Sample.of(json);
        Sample second = Sample.of(json);

        template.send("direct:held", first.inHand());
        template.send("direct:held", second.inHand());

        assertThat(database.sql("SELECT message_id FROM held_events WHERE person = :person ORDER BY id")
                        .param("person", first.event().person().fingerprint())
                        .query(String.class)
                        .list())
                .containsExactly(first.event().messageId(), second.event().messageId());
    }
}
