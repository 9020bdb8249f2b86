package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class IngestPixelRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:kept")
    private MockEndpoint kept;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "ingest-pixel", route -> {
            route.replaceFromWith("direct:ingest-pixel");
            route.weaveByToString("Bean[ref:eventQueue method:keep]").replace().to("mock:kept");
        });
        context.getRouteController().startRoute("ingest-pixel");
    }

    /** Asks with an event, and sees the picture in any case. */
    private void askForAPicture(String key) {
        String event = "writeKey=" + key + "&event=Mail&userId=u-1";

        Exchange answer = template.send(
                "direct:ingest-pixel",
                exchange -> exchange.getMessage()
                        .setHeaders(Map.of(
                                Exchange.HTTP_METHOD,
                                "GET",
                                Exchange.HTTP_PATH,
                                "/v1/pixel/track",
                                Exchange.HTTP_QUERY,
                                event)));

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
        assertThat(answer.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("image/gif");
    }

    @AfterEach
    void asExpected() throws Exception {
        kept.assertIsSatisfied();
    }

    @Test
    void keepsTheEvent() {
        kept.expectedMessageCount(1);

        askForAPicture(ShippedRouteTest.WRITE_KEY);
    }

    @Test
    void answersThePictureToASenderWhomNobodyKnows() {
        kept.expectedMessageCount(0);

        askForAPicture("unknown");
    }

    @Test
    void answersThePictureWhereTheEventCannotBeKept() {
        kept.expectedMessageCount(1);
        kept.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException();
        });

        askForAPicture(ShippedRouteTest.WRITE_KEY);
    }
}
