package org.extoledestination.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
        Order Completed                      | Order Completed
        Invited jane.doe@example.com         | Invited [e-mail]
        jane.doe+x@sub.example.co.uk/order-7 | [e-mail]/order-7
        jane@intranet                        | [e-mail]
        jane?@example.com                    | [e-mail]
        jane@?example.com                    | [e-mail]
        jane&co!@example.com                 | [e-mail]
        jane%40example.com                   | [e-mail]
        jørgen@eksempel.dk                   | [e-mail]
        called +44 20 7946 0958              | called [phone]
        call (555) 123-4567                  | call [phone]
        1700000000123                        | 1700000000123
        2026-11-29T10:15:30+02:00            | 2026-11-29T10:15:30+02:00
        """)
    void masksWhatLooksLikeAnAddressOrANumberOfSomebody(String from, String shown) {
        assertThat(Shown.name(from)).isEqualTo(shown);
        assertThat(Shown.id(from)).isEqualTo(shown);
        assertThat(Shown.text(from)).isEqualTo(shown);
    }

    @Test
    void leavesIdsAsTheyAre() {
        assertThat(Shown.id("ajs-next-1700000000123-2c0b9a3e-1234-4567-8901-123456789012"))
                .isEqualTo("ajs-next-1700000000123-2c0b9a3e-1234-4567-8901-123456789012");
        assertThat(Shown.name("Größe gewählt 🛒")).isEqualTo("Größe gewählt 🛒");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u001b[31mb",
                "a\u001b[2Jb",
                "a\u009b31mb",
                "a\u202eb",
                "a\u2066b",
                "a\u200bb",
                "a\ufeffb",
                "a\u00adb",
                "a\udb40\udc41b",
                "a\ud800b"
            })
    void dropsWhatMovesATerminalOrHides(String text) {
        assertThat(Shown.name(text)).isEqualTo("ab");
        assertThat(Shown.text(text)).isEqualTo("ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\u0085b", "a\u2028b", "a\u0000b", "a\u007fb", "a\u0090b"})
    void leavesNoSecondLine(String text) {
        assertThat(Shown.name(text)).isEqualTo("a b");
    }

    /** What an operator has to read must not be masked with it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "delivery.api-key: apiKey is empty. Set EXTOLE_API_KEY",
                "Edit taken, settings files EXTOLE_API_KEY: in force",
                "Send it as user of Basic authentication",
                "Extole refused the event and will refuse it again",
                "the password: see docs"
            })
    void leavesSentencesAsTheyAre(String sentence) {
        assertThat(Shown.text(sentence)).isEqualTo(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=hunter2",
                "{\"api_key\": \"hunter2\"}",
                "secret:hunter2",
                "Authorization: hunter2",
                "Authorization: Basic aHVudGVyMjo=",
                "Bearer hunter2"
            })
    void masksWhatIsWrittenAsSecretsAre(String text) {
        assertThat(Shown.text(text)).doesNotContain("hunter2", "aHVudGVyMjo");
    }

    @Test
    void aHiddenCharacterDoesNotHideAnAddress() {
        assertThat(Shown.name("jane\u200b@exa\u00admple.com")).isEqualTo("[e-mail]");
    }

    @Test
    void hasABoundThatCutsNoAddressInTwo() {
        assertThat(Shown.name("x".repeat(200))).hasSize(80).endsWith("x…");
        assertThat(Shown.name("x".repeat(72) + " jane.doe@example.com")).doesNotContain("jane");
        assertThat(Shown.text("🛒".repeat(5_000)).codePoints()).doesNotContain(0xd83d, 0xded2);
    }

    @Test
    void costsLittleWhateverComes() {
        for (String bad : new String[] {"@", "a", "a@", "+1 ", "(", "\u001b[", "://", "%40", "\u200b"}) {
            String long_ = bad.repeat(1_000_000);
            long begin = System.nanoTime();

            Shown.name(long_);
            Shown.text(long_);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(bad).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void masksLoginsInAddressesAndWhatIsWrittenAsSecretsAre() {
        assertThat(Shown.text("Could not connect to broker URL: failover:(tcp://extole:hunter2!@broker:61616)"))
                .doesNotContain("hunter2");
        assertThat(Shown.text("tcp://broker:61616?jms.userName=extole&jms.password=hunter2&x=1"))
                .doesNotContain("hunter2")
                .endsWith("&x=1");
        assertThat(Shown.text("jdbc:postgresql://h/db?user=extole&password=hunter2"))
                .doesNotContain("hunter2");
        assertThat(Shown.text("Authorization: Bearer abcd.efgh-1234")).doesNotContain("abcd");
        assertThat(Shown.text("Authorization: Basic a2V5LTE6")).doesNotContain("a2V5");
    }

    @Test
    void masksTheSecretsOfThisInstallationByTheirValue() {
        Secrets.hide("planted-secret-of-this-test");

        assertThat(Shown.text("x planted-secret-of-this-test y")).isEqualTo("x *** y");
    }

    @Test
    void ofAnExceptionShowsOneLine() {
        assertThat(Shown.message(new IllegalStateException("jane@example.com is there\nand more")))
                .isEqualTo("[e-mail] is there");
        assertThat(Shown.message(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}
