package org.extoledestination.ingest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;

/**
 * The request as a route sees it: only what the sender sent as a header is one. Camel takes each parameter of the address
 * for a header too, so that a link could carry {@code Authorization} or {@code X-Signature}. The query stands whole in
 * {@code CamelHttpQuery}; what a form holds stays the body's.
 */
final class HeadersAlone extends HttpServletRequestWrapper {

    HeadersAlone(HttpServletRequest request) {
        super(request);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.emptyEnumeration();
    }
}
