package org.extoledestination.platform.alert;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * Calls the address for alerts by Camel's {@code http:}, with the proxy and the certificates that calls to Extole have, and
 * signs as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> say.
 */
record Webhook(WebhookSettings settings, ProducerTemplate camel) {

    private static final String BASE64_SECRET = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    boolean isSet() {
        return !settings.url().isBlank();
    }

    /**
     * Sends this once.
     *
     * @param id the same for each attempt
     * @param seconds of the attempt, since 1970
     * @throws NotTakenException if the answer is not 2xx, or there is none within 10 s
     */
    void send(String id, long seconds, String body) throws NotTakenException {
        boolean isTls = settings.url().startsWith("https:");
        String endpoint = (isTls ? "https" : "http") + "://alerts?httpMethod=POST&throwExceptionOnFailure=false"
                + "&responseTimeout=10000&connectTimeout=5000" + (isTls ? "&sslContextParameters=#extoleTls" : "");
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(Exchange.HTTP_URI, settings.url());
        headers.put(Exchange.CONTENT_TYPE, "application/json");
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", String.valueOf(seconds));
        if (!settings.secret().isBlank()) {
            headers.put("webhook-signature", "v1," + signature(id + '.' + seconds + '.' + body));
        }
        Exchange answer = camel.request(endpoint, exchange -> {
            exchange.getMessage().setHeaders(headers);
            exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
        });
        Exception failure = answer.getException();
        if (failure != null) {
            throw new NotTakenException(failure.getClass().getSimpleName());
        }
        int status = answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        if (status / 100 != 2) {
            throw new NotTakenException("HTTP " + status);
        }
    }

    private String signature(String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no HMAC-SHA256", e);
        }
    }

    private byte[] key() {
        String secret = settings.secret().strip();
        if (secret.startsWith(BASE64_SECRET)) {
            try {
                return Base64.getDecoder().decode(secret.substring(BASE64_SECRET.length()));
            } catch (IllegalArgumentException e) {
                // It only begins so: then it is a text.
                return secret.getBytes(StandardCharsets.UTF_8);
            }
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    /** The alert did not arrive. The message holds no address: that may hold a secret. */
    static final class NotTakenException extends Exception {

        private static final long serialVersionUID = 1L;

        NotTakenException(String message) {
            super(message);
        }
    }
}
