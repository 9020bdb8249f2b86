package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.event.SegmentEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class IngestHttpRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:kept")
    private MockEndpoint kept;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "ingest-http", route -> {
            route.replaceFromWith("direct:ingest-http");
            route.weaveByToString("Bean[ref:eventQueue method:keep]").replace().to("mock:kept");
        });
        context.getRouteController().startRoute("ingest-http");
    }

    private Message post(String key, String body) {
        String user = Base64.getEncoder().encodeToString((key + ':').getBytes(StandardCharsets.UTF_8));
        return template.send("direct:ingest-http", exchange -> {
                    exchange.getMessage()
                            .setHeaders(Map.of(Exchange.HTTP_PATH, "/v1/track", "Authorization", "Basic " + user));
                    exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
                })
                .getMessage();
    }

    @Test
    void keepsAnEventAndThenAccepts() throws Exception {
        kept.expectedMessageCount(1);

        Message answer = post(
                ShippedRouteTest.WRITE_KEY, "{\"event\": \"Wish Made\", \"userId\": \"u-1\", \"messageId\": \"m-1\"}");

        kept.assertIsSatisfied();
        List<?> events = kept.getExchanges().get(0).getMessage().getBody(List.class);
        assertThat(events).singleElement().isInstanceOfSatisfying(SegmentEvent.class, event -> {
            assertThat(event.source()).isEqualTo("segment");
            assertThat(event.messageId()).isEqualTo("m-1");
        });
        assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
        assertThat(answer.getBody(String.class)).isEqualTo("{\"success\":true}");
    }

    @Test
    void keepsNothingOfASenderWhomNobodyKnows() throws Exception {
        kept.expectedMessageCount(0);

        Message answer = post("unknown", "{\"event\": \"Wish Made\", \"userId\": \"u-1\"}");

        kept.assertIsSatisfied();
        assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(401);
    }

    @Test
    void acceptsNothingThatCouldNotBeKept() {
        kept.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException();
        });

        Message answer = post(ShippedRouteTest.WRITE_KEY, "{\"event\": \"Wish Made\", \"userId\": \"u-1\"}");

        assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(500);
    }
}
