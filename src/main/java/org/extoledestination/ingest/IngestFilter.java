package org.extoledestination.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.extoledestination.telemetry.Meters;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before the ingest routes. Answers 503 while nothing can be kept (Tomcat listens before the routes do, and a
 * 404 in between would make senders drop their events), and hands the routes a body that is inflated and bounded.
 */
final class IngestFilter extends OncePerRequestFilter {

    private final Intake intake;
    private final IngestSettings settings;
    private final Meters meters;

    IngestFilter(Intake intake, IngestSettings settings, Meters meters) {
        this.intake = intake;
        this.settings = settings;
        this.meters = meters;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.startsWith("/v1/") && !path.equals("/segment") && !path.equals("/segment/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!intake.isOpen()) {
            meters.count("ingest", "unavailable");
            IngestAnswers.unavailable(settings.retryAfter()).writeTo(response);
            return;
        }
        byte[] body;
        try {
            body = body(request);
        } catch (RefusedException e) {
            meters.count("ingest", e.code());
            IngestAnswers.refused(e).writeTo(response);
            return;
        }
        chain.doFilter(new IngestRequest(request, body), response);
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        long limit = settings.maxRequestSize().toBytes();
        try (InputStream in = inflated(request)) {
            byte[] body = in.readNBytes((int) limit + 1);
            if (body.length > limit) {
                throw RefusedException.malformed(
                        "The body is larger than " + limit + " bytes (inflated). Send smaller batches.");
            }
            return body;
        } catch (ZipException | java.io.EOFException e) {
            throw RefusedException.malformed("The body is not gzip, though Content-Encoding says so.");
        }
    }

    private static InputStream inflated(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity")) {
            return request.getInputStream();
        }
        if (encoding.strip().toLowerCase(Locale.ROOT).equals("gzip")) {
            return new GZIPInputStream(request.getInputStream());
        }
        throw RefusedException.malformed("This Content-Encoding is not taken. Known: gzip, identity.");
    }

    /** The request as the routes see it: whatever its headers say, its body is inflated JSON. */
    private static final class IngestRequest extends jakarta.servlet.http.HttpServletRequestWrapper {

        private final byte[] body;

        IngestRequest(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        /** A form type would make the server eat the body as parameters. */
        @Override
        public String getContentType() {
            return "application/json";
        }

        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public int getContentLength() {
            return body.length;
        }

        @Override
        public long getContentLengthLong() {
            return body.length;
        }

        @Override
        public jakarta.servlet.ServletInputStream getInputStream() {
            return new Body(new ByteArrayInputStream(body));
        }
    }

    private static final class Body extends jakarta.servlet.ServletInputStream {

        private final ByteArrayInputStream bytes;

        Body(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(jakarta.servlet.ReadListener listener) {
            throw new UnsupportedOperationException("The body is in memory already");
        }
    }
}
