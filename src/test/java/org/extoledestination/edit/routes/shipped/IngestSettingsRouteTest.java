package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class IngestSettingsRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "ingest-settings", route -> route.replaceFromWith("direct:ingest-settings"));
        context.getRouteController().startRoute("ingest-settings");
    }

    private Message ask(String key) {
        String path = "/v1/projects/" + key + "/settings";
        return template.send(
                        "direct:ingest-settings",
                        exchange -> exchange.getMessage()
                                .setHeaders(
                                        Map.of(Exchange.HTTP_PATH, path, Exchange.HTTP_URL, "http://here:8080" + path)))
                .getMessage();
    }

    @Test
    void leadsALibraryHere() {
        Message answer = ask(ShippedRouteTest.WRITE_KEY);

        assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
        assertThat(answer.getBody(String.class)).contains("\"apiHost\":\"here:8080/v1\"");
    }

    @Test
    void hasNoSettingsForAKeyThatNobodyKnows() {
        assertThat(ask("unknown").getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(404);
    }
}
