package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class IngestSubscriptionRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:kept")
    private MockEndpoint kept;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "ingest-subscription", route -> {
            route.replaceFromWith("direct:ingest-subscription");
            route.weaveByToString("Bean[ref:eventQueue method:keep]").replace().to("mock:kept");
        });
        context.getRouteController().startRoute("ingest-subscription");
    }

    private Message post(String key, String body) {
        String user = Base64.getEncoder().encodeToString((key + ':').getBytes(StandardCharsets.UTF_8));
        return template.send("direct:ingest-subscription", exchange -> {
                    exchange.getMessage().setHeader("Authorization", "Basic " + user);
                    exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
                })
                .getMessage();
    }

    @Test
    void keepsADeletionRequestAndThenAccepts() throws Exception {
        kept.expectedMessageCount(1);

        Message answer = post(ShippedRouteTest.SUBSCRIPTION_KEY, "{\"type\": \"delete\", \"userId\": \"u-1\"}");

        kept.assertIsSatisfied();
        List<?> events = kept.getExchanges().get(0).getMessage().getBody(List.class);
        assertThat(events).hasSize(1);
        assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource({
        "page, subscription-key, 501",
        "identify, write-key, 403",
        "delete, unknown, 401",
        "no-type, subscription-key, 400"
    })
    void keepsNothingThatItRefuses(String type, String key, int status) throws Exception {
        kept.expectedMessageCount(0);

        Message answer = post(key, "{\"type\": \"" + type + "\", \"userId\": \"u-1\"}");

        kept.assertIsSatisfied();
        assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status);
    }
}
