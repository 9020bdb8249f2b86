package org.extoledestination.clients;

import com.segment.analytics.kotlin.core.RequestFactory;
import com.segment.analytics.kotlin.core.compat.ConfigurationBuilder;
import com.segment.analytics.kotlin.core.compat.JavaAnalytics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** Segment's Kotlin library, the core of the one for Android, from Java as its JVM users call it. */
final class SegmentKotlin implements Client {

    @Override
    public String artifact() {
        return "com.segment.analytics.kotlin:core";
    }

    @Override
    public void send(Front front, String writeKey) throws IOException {
        String host = front.host();
        String userId = person();
        JavaAnalytics analytics = new JavaAnalytics(new ConfigurationBuilder(writeKey)
                .setApplication("shop")
                .setApiHost(host + "/v1")
                .setCdnHost(host + "/v1")
                .setFlushInterval(2)
                .setRequestFactory(new PlainHttp())
                .build());
        Map<String, Object> traits = Map.of(
                "email",
                userId + "@example.com",
                "firstName",
                "Ada",
                "plan",
                "gold",
                "address",
                Map.of("city", "Lyon"));
        Map<String, Object> order = Map.of("order_id", "ord-" + userId, "total", 42.5, "currency", "EUR");

        analytics.identify(userId, traits);
        analytics.flush();
        front.awaitKept("identify");
        analytics.track("Order Completed", order);
        analytics.screen("Home");
        analytics.group("g-7", Map.of("name", "Acme"));
        analytics.alias("new-" + userId);
        analytics.flush();

        front.awaitKept("alias");
        front.awaitSentAgain();
        analytics.getAnalytics().shutdown();
        FileSystemUtils.deleteRecursively(Path.of("/tmp/analytics-kotlin", writeKey));
    }

    /** The library insists on https; this is for plain http on the own machine. */
    private static final class PlainHttp extends RequestFactory {

        @Override
        public HttpURLConnection openConnection(String url) {
            try {
                return (HttpURLConnection)
                        URI.create(url.replaceFirst("^https:", "http:")).toURL().openConnection();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
