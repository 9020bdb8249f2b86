package org.extoledestination.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Masks what another encoder has written, stack traces and structured formats included. */
final class MaskingEncoder extends EncoderBase<ILoggingEvent> {

    /** Controls but line ends, tabs and the escape of a colour; what is invisible or turns the direction of text. */
    private static final Pattern UNSEEN =
            Pattern.compile("\u001b(?!\\[[0-9;]{0,12}m)|[\\p{Cc}&&[^\n\r\t\u001b]]|[\\p{Cf}\\p{Zl}\\p{Zp}]");
    /** The beginning of a JSON object, or of a map as Java writes it. */
    private static final Pattern OBJECT = Pattern.compile("\\{\\s{0,9}(?:\\\\?\"|[\\w.-]{1,80}\\s?=)");

    private final Encoder<ILoggingEvent> encoder;

    MaskingEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
        setContext(encoder.getContext());
        started = true;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String text = new String(encoder.encode(event), StandardCharsets.UTF_8);
        boolean isDetail = !event.getLevel().isGreaterOrEqual(Level.INFO);
        String masked = Shown.emails(Secrets.mask(UNSEEN.matcher(text).replaceAll("?")));
        return (isDetail ? withoutObjects(masked) : masked).getBytes(StandardCharsets.UTF_8);
    }

    /** An event may stand in it: nothing from the first brace to the last is shown. */
    private static String withoutObjects(String text) {
        Matcher first = OBJECT.matcher(text);
        // A structured line is an object itself.
        if (!first.find(Math.min(1, text.length()))) {
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
