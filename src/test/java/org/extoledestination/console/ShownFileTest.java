package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownFileTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "      uri: \"{{delivery.events-url}}/v6\"  |      uri: \"{{delivery.events-url}}/v6\"",
                "- to: https://x.example?apiKey={{partner.api-key}} |- to: https://x.example?apiKey={{partner.api-key}}",
                "- to: https://x.example?apiKey=Zq84hT&a=b |- to: https://x.example?apiKey=***&a=b",
                "- to: https://x.example?a=b&token=Zq84h |- to: https://x.example?a=b&token=***",
                "authToken: Zq84h |authToken: ***",
                "password: hunter2 |password: ***",
                "{ password: hunter2, a: b } |{ password: ***, a: b }",
                "client-secret: \"two words\" |client-secret: ***",
                "password: \"{{db.password}}\" |password: \"{{db.password}}\"",
                "password: {{db.password:hunter2}} |password: {{db.password:***}}",
                "constant: Bearer tok_live_9Zq8 |constant: Bearer ***",
                "coupon_code: { from: properties.coupon_code } |coupon_code: { from: properties.coupon_code }"
            })
    void whatIsWrittenIsShownWithoutSecrets(String line, String shown) {
        assertThat(ShownFile.safe(line.strip())).isEqualTo(shown.strip());
    }

    @Test
    void theValueOfAHeaderWhoseNameTellsASecretIsNotShown() {
        assertThat(ShownFile.safe("""
                - setHeader:
                    name: X-Partner-Token
                    constant: Zq84hT plain
                - setHeader: { name: api_key, constant: Zq84hT }
                - setHeader:
                    expression:
                      constant: "Zq84hT"
                    name: Cookie
                - setHeader:
                    name: X-Signature
                    simple: "${exchangeProperty.signature}"
                - setBody:
                    constant: a body

                - setHeader:
                    name: X-Source
                    constant: shop
                """.lines().toList()))
                .noneMatch(line -> line.contains("Zq84hT"))
                .contains("    constant: ***", "- setHeader: { name: api_key, constant: ***}", "      constant: ***")
                .contains("    simple: \"${exchangeProperty.signature}\"", "    constant: shop");
    }

    @Test
    @Timeout(10)
    void aLongWordHoldsNobody() {
        String word = "a".repeat(200_000);

        assertThat(ShownFile.safe(word)).isNotEmpty();
    }
}
