package org.extoledestination.clients;

import com.segment.analytics.Analytics;
import com.segment.analytics.messages.AliasMessage;
import com.segment.analytics.messages.GroupMessage;
import com.segment.analytics.messages.IdentifyMessage;
import com.segment.analytics.messages.PageMessage;
import com.segment.analytics.messages.TrackMessage;
import java.util.Map;
import java.util.concurrent.Executors;

/** Segment's Java library. */
final class SegmentJava implements Client {

    @Override
    public String artifact() {
        return "com.segment.analytics.java:analytics";
    }

    @Override
    public void send(Front front, String writeKey) {
        String url = front.url();
        String userId = person();
        Analytics analytics = Analytics.builder(writeKey)
                .endpoint(url)
                // Its wait of up to 30 s is then one wait, not two.
                .networkExecutor(Executors.newCachedThreadPool())
                .build();
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

        analytics.enqueue(IdentifyMessage.builder().userId(userId).traits(traits));
        analytics.flush();
        front.awaitKept("identify");
        analytics.enqueue(TrackMessage.builder("Order Completed").userId(userId).properties(order));
        analytics.enqueue(PageMessage.builder("Home").userId(userId));
        analytics.enqueue(GroupMessage.builder("g-7").userId(userId).traits(Map.of("name", "Acme")));
        analytics.enqueue(AliasMessage.builder("old-" + userId).userId(userId));
        analytics.flush();

        front.awaitKept("alias");
        front.awaitSentAgain();
        analytics.shutdown();
    }
}
