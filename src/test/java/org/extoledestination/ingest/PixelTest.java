package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelTest {

    private static final String OPENED =
            "{\"userId\":\"u\",\"event\":\"Email Opened\",\"messageId\":\"m\",\"writeKey\":\"" + KEY
                    + "\",\"properties\":{\"subject\":\"Zoë? ☕>\"}}";

    private final Doors doors = new Doors();
    private final Pixel pixel = doors.pixel();

    @Test
    void theEventStandsInDataAsBase64() {
        String standard = Base64.getEncoder().encodeToString(bytes(OPENED));
        String forAddresses = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(OPENED));

        for (String data : List.of(standard, URLEncoder.encode(standard, StandardCharsets.UTF_8), forAddresses)) {
            assertThat(pixel.read("/track", "data=" + data, null, "GET"))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.name()).contains("Email Opened");
                        assertThat(json(event).at("/properties/subject").textValue())
                                .isEqualTo("Zoë? ☕>");
                    });
        }
    }

    @Test
    void orSpreadOverParametersWithDots() {
        SegmentEvent event = pixel.read(
                        "/identify/",
                        "userId=u&traits.email=mia%40example.com&traits.first+name=Mia&writeKey=" + KEY
                                + "&context.page.url=https%3A%2F%2Fshop.example%2F",
                        null,
                        "GET")
                .get(0);

        assertThat(event.type()).isEqualTo(EventType.IDENTIFY);
        assertThat(json(event).path("traits"))
                .isEqualTo(Json.parse(bytes("{\"email\": \"mia@example.com\", \"first name\": \"Mia\"}")));
        assertThat(json(event).at("/context/page/url").textValue()).isEqualTo("https://shop.example/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userId=u&userId.a=1&event=A",
                "userId=u&event=A&a.b.c.d.e.f.g.h.i.j.k=1",
                "userId=u&event=A&&=&=x&novalue&%zz=%zz",
                "userId=u&event=A&a=1&a.b=2"
            })
    void parametersThatFitNowhereAreLeftOut(String query) {
        assertThat(pixel.read("/track", query, basic(KEY), "GET")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/track, data=***",
        "/track, data=e30tLQ",
        "/track, data=WzFd",
        "/track, event=A&userId=u",
        "/batch, data=e30=",
        "/m, data=e30=",
        "/fly, data=e30="
    })
    void whatIsNoCallIsRefusedBehindThePicture(String path, String query) {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> pixel.read(path, query, null, "GET"));
    }

    @Test
    void headBringsNoEventForThePictureIsNotShownYet() {
        assertThat(pixel.read("/track", "userId=u&event=A", basic(KEY), "HEAD")).isEmpty();
    }

    @Test
    void withoutAQueryThereIsNoEvent() {
        assertThat(pixel.read("/page", null, basic(KEY), "GET")).isEmpty();
        assertThat(doors.counted("no_user_anon_id")).isEqualTo(1);
    }

    private static JsonNode json(SegmentEvent event) {
        return Json.parse(bytes(event.json()));
    }
}
