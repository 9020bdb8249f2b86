package org.extoledestination.platform.alert;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code alerts.webhook}.
 *
 * @param url where alerts are sent; empty: nowhere
 * @param secret by which they are signed, whsec_ and Base64, or any text; empty: they are not
 */
@Validated
@ConfigurationProperties("alerts.webhook")
record WebhookSettings(
        @DefaultValue("")
        @Pattern(regexp = "(https?://[^/\\s].*)?", message = "must be empty or begin with http:// or https://")
        String url,

        @DefaultValue("") String secret) {

    /** The address may hold a secret too. */
    @Override
    public String toString() {
        return "WebhookSettings[]";
    }
}
