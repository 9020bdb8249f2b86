package org.extoledestination.edit.routes.shipped;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.extoledestination.ExtoleDestination;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test of a shipped route in the application as it is shipped: beans, settings, mappings and database are real. Neither
 * the broker nor Extole can be reached, and no route runs before the test starts it. All of these tests share one
 * application; after each of them every route is as its file says.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@CamelSpringBootTest
@SpringBootTest(
        classes = ExtoleDestination.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "camel.main.auto-startup=false",
            "queue.broker-url=tcp://127.0.0.1:1",
            "ingest.sources[0].name=segment",
            "ingest.sources[0].write-keys=" + ShippedRouteTest.WRITE_KEY,
            "ingest.sources[0].subscription-keys=" + ShippedRouteTest.SUBSCRIPTION_KEY,
            "ingest.stop-wait=0s",
            "mapping.public-parameters=write",
            "delivery.events-url=http://127.0.0.1:1",
            "delivery.api-url=http://127.0.0.1:1",
            "delivery.api-key=key-for-events",
            "delivery.admin-api-key=key-for-erasures",
            "delivery.first-wait=20ms",
            "delivery.hold-after=200ms"
        })
@ContextConfiguration(initializers = OwnFolder.class)
@ExtendWith(AsWritten.class)
@Tag("slow")
@interface ShippedRouteTest {

    /** The write key that the application knows. */
    String WRITE_KEY = "write-key";

    /** The key that it knows at {@code /segment}. */
    String SUBSCRIPTION_KEY = "subscription-key";
}
