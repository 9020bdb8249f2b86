package org.extoledestination.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** An event of which each item of a list makes a request: none is lost, none goes out twice, whatever happens to one. */
@Tag("slow")
class ItemsTest {

    @TempDir
    private static Path temp;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;
    private static Letters letters;

    private final String order = "o-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        Path mappings = temp.resolve("mappings");
        FileSystemUtils.copyRecursively(Path.of("config/mappings"), mappings);
        Files.writeString(mappings.resolve("product-purchased.yaml"), """
                when: { type: track, event: Order Completed }
                each: properties.products
                send: product purchased
                data:
                  partner_user_id: { from: person.userId }
                  product: { from: item.sku, as: text, required: true }
                  partner_conversion_id: { from: { text: "${properties.order_id}-${item.sku}" }, max: 38, longer: hash }
                  segment_message_id: { from: messageId }
                unique: { key: partner_conversion_id, else: messageId }
                """);
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(sandbox.uri(), temp.resolve("data"), "mapping.folder=" + mappings);
        letters = new Letters(application::management);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        Http.delete(sandbox.uri().resolve("/__sandbox"));
    }

    private void order(String... products) {
        String items = String.join(",", products);
        assertThat(application
                        .post("/v1/track", """
                        {"userId": "u", "messageId": "%s", "event": "Order Completed",
                         "properties": {"order_id": "%s", "products": [%s]}}""".formatted(order, order, items))
                        .statusCode())
                .isEqualTo(200);
    }

    private static String sku(String name) {
        return "{\"sku\": \"" + name + "\"}";
    }

    private static List<String> sent() {
        return extole.eachEvents("/data/segment_message_id");
    }

    @Test
    void eachItemGoesOutBehindItsEvent() {
        order(sku("a"), sku("b"), sku("c"));

        await().until(() -> sent().size() == 4);
        assertThat(sent()).containsExactly(order, order + "-1", order + "-2", order + "-3");
        assertThat(extole.eachEvents("/data/product")).containsSubsequence("a", "b", "c");
    }

    @Test
    void whatExtoleRefusesIsOneDeadLetterAndKeepsNoOtherHere() {
        extole.fault("{\"match\": \"product\\\":\\\"bad-sku\", \"status\": 400, \"code\": \"event_blocked\"}");
        order(sku("a"), sku("bad-sku"), sku("c"));

        await().until(() -> letters.messageIds("&messageId=" + order).equals(List.of(order)));
        assertThat(sent()).containsExactly(order, order + "-1", order + "-3");

        Http.delete(sandbox.uri().resolve("/__sandbox/faults"));
        letters.replay("messageId=" + order);
        await().until(() -> letters.total("&messageId=" + order) == 0);
        assertThat(sent()).containsExactly(order, order + "-1", order + "-3", order + "-2");
    }

    @Test
    void whatItsFileRefusesKeepsNoOtherHere() {
        order("{}", sku("b"));

        await().until(() -> letters.messageIds("&messageId=" + order).equals(List.of(order)));
        assertThat(sent()).containsExactly(order, order + "-2");
        assertThat(letters.of(order).path("code").asText()).isEqualTo("missing_field");
    }

    @Test
    void anExtoleThatIsBusyForAWhileGetsNothingTwice() {
        extole.fault("{\"match\": \"product\\\":\\\"busy-sku\", \"next\": 2, \"status\": 503}");
        order(sku("a"), sku("busy-sku"), sku("c"));

        await().until(() -> sent().size() >= 4);
        assertThat(sent()).containsExactly(order, order + "-1", order + "-2", order + "-3");
        assertThat(letters.total("&messageId=" + order)).isZero();
    }
}
