package org.extoledestination.delivery;

/** What stands in the {@code Authorization} header of a call to Extole. For routes; never for a log. */
public final class ExtoleKeys {

    private final DeliverySettings settings;

    ExtoleKeys(DeliverySettings settings) {
        this.settings = settings;
    }

    /** For events. */
    public String forEvents() {
        return "Bearer " + settings.apiKey();
    }

    /** For erasures, which need the scope CLIENT_ADMIN. */
    public String forErasures() {
        return settings.adminApiKey().isBlank() ? forEvents() : "Bearer " + settings.adminApiKey();
    }
}
