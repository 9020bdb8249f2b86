package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.extoledestination.ingest.Doors.bytes;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

    private static final String BODY = "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u-100\","
            + "\"properties\":{\"total\":42.5,\"name\":\"Zoë / ☕\"},\"messageId\":\"m-1\"}";

    /** Computed apart from this code, with another tool. */
    private static final String HMAC = "9576c65f9ca69a2d4443e51873809cfd8a4f6418";

    private final Signature signature = new Signature("s3cret");

    @ParameterizedTest
    @ValueSource(strings = {"%s", "[%s]", "[%s,{\"userId\":\"u\"}]", " [ %s , 7]", "\uFEFF[%s]"})
    void theWholeBodyIsSignedOrTheFirstElementOfAnArray(String form) {
        assertThatCode(() -> signature.require(bytes(form.formatted(BODY)), HMAC))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%s ", " %s", "[7,%s]", "[{},%s]", "[[%s]]", "[", "", "{\"a\":%s}", "[{\"a\":%s", "no JSON"})
    void otherBytesAreRefused(String form) {
        assertRefused(bytes(form.formatted(BODY)), HMAC);
    }

    @Test
    void aMissingOrWrongSignatureIsRefused() {
        assertRefused(bytes(BODY), null);
        assertRefused(bytes(BODY), "");
        assertRefused(bytes(BODY), HMAC.substring(1));
        assertRefused(bytes(BODY), HMAC.toUpperCase(Locale.ROOT));
        assertRefused(bytes(BODY), HMAC.replace('9', '8'));
        assertRefused(null, HMAC);
    }

    @Test
    void withoutASecretEverythingPasses() {
        assertThatCode(() -> new Signature(" ").require(bytes(BODY), null)).doesNotThrowAnyException();
    }

    private void assertRefused(byte @Nullable [] body, @Nullable String shown) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> signature.require(body, shown))
                .returns(401, RefusedException::status);
    }
}
