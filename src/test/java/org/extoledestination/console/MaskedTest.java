package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.extoledestination.event.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {

    private final Masked masked = new Masked(List.of("loyaltyNumber"), List.of("shelf", "loyalty_number"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"traits\": {\"firstName\": \"Zenobia\"}}",
                "{\"properties\": {\"note\": \"call Zenobia\"}}",
                "{\"properties\": {\"tags\": [\"Zenobia\"]}}",
                "{\"event\": \"Mail to Zenobia@example.com\"}",
                "{\"userId\": \"Zenobia\"}",
                "{\"context\": {\"page\": {\"path\": \"/u/Zenobia\"}}}",
                "{\"properties\": {\"answers\": [{\"key\": \"first_name\", \"value\": \"Zenobia\"}]}}",
                "{\"context\": {\"page\": {\"url\": \"https://x.example/Zenobia\"}}}",
                "{\"Zenobia@example.com\": 1}",
                "no JSON, Zenobia"
            })
    void aNameIsNotShownWhereverItStands(String json) {
        assertThat(masked.json(json)).doesNotContain("Zenobia");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whatsapp",
                "customerId",
                "card",
                "phone",
                "Mobile_Number",
                "zip",
                "dateOfBirth",
                "lat",
                "age",
                "loyalty-number"
            })
    void numbersThatTellWhoItIsAreNotShown(String field) {
        assertThat(masked.json("{\"" + field + "\": 4155550117}")).doesNotContain("4155550117");
    }

    @Test
    void whatIsKnownToTellNobodyWhoItIsIsShown() {
        assertThat(masked.json("{\"type\": \"track\", \"event\": \"Order Completed\", \"messageId\": \"m-1\","
                        + " \"properties\": {\"order_id\": \"ord-9\", \"total\": 42.5, \"gift\": true,"
                        + " \"shelf\": \"B\"}}"))
                .contains("track", "Order Completed", "m-1", "ord-9", "42.5", "true", "\"B\"");
    }

    @Test
    void aPersonIsShownByTheFingerprintOfLogsAndCommands() {
        assertThat(masked.json("{\"userId\": \"u-1\", \"traits\": {\"email\": \"Ada@example.com\"}}"))
                .contains(
                        Person.ofUserId("u-1").fingerprint().substring(0, 12),
                        Person.ofEmail("ada@example.com").fingerprint().substring(0, 12));
    }

    @Test
    void whatIsBothIsMasked() {
        assertThat(masked.json("{\"loyaltyNumber\": \"L-77\"}")).doesNotContain("L-77");
    }
}
