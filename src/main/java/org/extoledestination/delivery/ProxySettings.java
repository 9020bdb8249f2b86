package org.extoledestination.delivery;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code delivery.proxy}.
 *
 * @param url where the proxy listens, http://host:port; blank: no proxy
 * @param user what it knows us by; blank: it asks for nothing
 * @param password of that user
 * @param noProxy hosts that are called without it, each with all below it
 */
@ConfigurationProperties("delivery.proxy")
record ProxySettings(
        @DefaultValue("") String url,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue List<String> noProxy) {

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return "ProxySettings[noProxy=" + noProxy + ']';
    }
}
