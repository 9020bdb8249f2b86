package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.extoledestination.event.SegmentEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Segment's Pixel Tracking API, {@code GET /v1/pixel/*}, for e-mails and other places without scripts. Source: its page
 * says that the answer is always 200 with a picture, so nobody who sends a bad event learns of it.
 */
@Component("pixel")
public final class Pixel {

    /** One transparent pixel. */
    private static final byte[] GIF =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private final TrackingApi trackingApi;

    Pixel(TrackingApi trackingApi) {
        this.trackingApi = trackingApi;
    }

    /**
     * The event of one call, or nothing if it is not valid.
     *
     * @param path with or without {@code /v1/pixel} before it
     * @param method GET; HEAD brings no event
     * @throws RefusedException if it is no such call, or the key is unknown
     */
    public List<SegmentEvent> read(
            @Header(Exchange.HTTP_PATH) @Nullable String path,
            @Header(Exchange.HTTP_QUERY) @Nullable String query,
            @Header("Authorization") @Nullable String authorization,
            @Header(Exchange.HTTP_METHOD) @Nullable String method) {
        if ("HEAD".equals(method)) {
            // Spring lets it in with GET. Mail scanners ask so before a picture is shown, which is the event.
            return List.of();
        }
        TrackingCall call = TrackingCall.at(path, "/v1/pixel");
        if (call.type().isEmpty()) {
            throw new RefusedException(404, "not_found", "A pixel carries one event: identify, track, page or such.");
        }
        ObjectNode event = PixelQuery.event(query);
        Sender sender = trackingApi.sender(
                authorization, () -> Optional.ofNullable(event.path("writeKey").textValue()));
        if (!sender.scope().takesPixels()) {
            throw new RefusedException(403, Discard.NOT_IN_SCOPE.code(), Discard.NOT_IN_SCOPE.message());
        }
        return trackingApi.single(event, sender, call);
    }

    /** 200 and the picture. */
    public void picture(Exchange exchange) {
        answer().writeTo(exchange);
    }

    static Answer answer() {
        return Answer.of("image/gif", GIF);
    }
}
