package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;

/** The shipped route {@code unique} around a delivery that fails at first. */
class UniqueAttemptsTest {

    private static final int FAILURES = 5;

    private final List<String> keysAdded = new ArrayList<>();
    private int attempts;

    @Test
    @SuppressWarnings("try") // close() of a context may be interrupted
    void anEventThatIsTriedAgainAndAgainLeavesNothingBehindForEachAttempt() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("deliveredIds", new Recording());
            camel.getRegistry().bind("isUnique", (Predicate) exchange -> true);
            camel.getRegistry().bind("uniqueKey", key());
            camel.addRoutes(around());
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.fromString(
                            "unique.camel.yaml", Files.readString(Path.of("routes/34-unique.camel.yaml"))));
            camel.start();

            camel.createProducerTemplate().requestBody("direct:router", "event");
        }

        assertThat(attempts).isEqualTo(FAILURES + 1);
        assertThat(keysAdded).containsExactly("key");
    }

    private RouteBuilder around() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:router")
                        .errorHandler(defaultErrorHandler()
                                .maximumRedeliveries(FAILURES)
                                .redeliveryDelay(0))
                        .to("direct:unique");
                from("direct:delivery").errorHandler(noErrorHandler()).process(exchange -> {
                    if (attempts++ < FAILURES) {
                        throw new IllegalStateException("Extole is away");
                    }
                });
            }
        };
    }

    private static Expression key() {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return "key";
            }
        };
    }

    private final class Recording extends MemoryIdempotentRepository {
        @Override
        public boolean add(String key) {
            keysAdded.add(key);
            return super.add(key);
        }
    }
}
