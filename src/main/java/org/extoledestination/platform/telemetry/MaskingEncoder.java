package org.extoledestination.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Masks what another encoder has written, stack traces and structured formats included. */
final class MaskingEncoder extends EncoderBase<ILoggingEvent> {

    /** Controls but line ends, tabs and the escape of a colour; what is invisible or turns the direction of text. */
    private static final Pattern UNSEEN =
            Pattern.compile("\u001b(?!\\[[0-9;]{0,12}m)|[\\p{Cc}&&[^\n\r\t\u001b]]|[\\p{Cf}\\p{Zl}\\p{Zp}]");
    /** The beginning of a JSON object, or of a map as Java writes it. */
    private static final Pattern OBJECT = Pattern.compile("\\{\\s{0,9}(?:\\\\?\"|[\\w.-]{1,80}\\s?=)");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Encoder<ILoggingEvent> encoder;

    MaskingEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
        setContext(encoder.getContext());
        started = true;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        boolean isDetail = !event.getLevel().isGreaterOrEqual(Level.INFO);
        String text = new String(encoder.encode(event), StandardCharsets.UTF_8);
        return (text.startsWith("{") ? maskedJson(text, isDetail) : masked(text, isDetail))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Value by value: in the text a mask could take a sign that ends a value along. */
    private static String maskedJson(String text, boolean isDetail) {
        try {
            return masked(JSON.readTree(text), isDetail) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            return masked(text, isDetail);
        }
    }

    private static JsonNode masked(JsonNode json, boolean isDetail) {
        if (json instanceof ObjectNode object) {
            object.properties().forEach(each -> each.setValue(masked(each.getValue(), isDetail)));
        } else if (json instanceof ArrayNode array) {
            IntStream.range(0, array.size()).forEach(i -> array.set(i, masked(array.get(i), isDetail)));
        } else if (json.isTextual()) {
            return TextNode.valueOf(masked(json.textValue(), isDetail));
        }
        return json;
    }

    private static String masked(String text, boolean isDetail) {
        String masked = Shown.emails(Secrets.mask(UNSEEN.matcher(text).replaceAll("?")));
        return isDetail ? withoutObjects(masked) : masked;
    }

    /** It may contain an event: nothing from the first brace to the last is shown. */
    private static String withoutObjects(String text) {
        Matcher first = OBJECT.matcher(text);
        if (!first.find()) {
            return text;
        }
        int last = text.lastIndexOf('}');
        String rest = last > first.start() ? text.substring(last + 1) : System.lineSeparator();
        return text.substring(0, first.start()) + "{...}" + rest;
    }

    @Override
    public byte[] headerBytes() {
        return encoder.headerBytes();
    }

    @Override
    public byte[] footerBytes() {
        return encoder.footerBytes();
    }

    @Override
    public void stop() {
        encoder.stop();
        super.stop();
    }
}
