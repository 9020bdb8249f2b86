package org.extoledestination.console;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Makes the {@link Frame} of a request. */
record Frames(String base, String version) implements HandlerMethodArgumentResolver {

    static final String FILES = "classpath:/console/";
    private static final String HTMX = "classpath:/META-INF/resources/webjars/htmx.org/";
    private static final String HTMX_VERSION = "META-INF/maven/org.webjars.npm/htmx.org/pom.properties";
    private static final int SHOWN_DIGITS = 12;

    Frames(String base) {
        this(base, fingerprint("console/console.css", "console/console.js", HTMX_VERSION));
    }

    /** Where the webjar has its script. */
    static String htmx() {
        try {
            return HTMX
                    + PropertiesLoaderUtils.loadProperties(new ClassPathResource(HTMX_VERSION))
                            .getProperty("version")
                    + "/dist/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fingerprint(String... files) {
        StringBuilder all = new StringBuilder();
        try {
            for (String file : files) {
                all.append(DigestUtils.sha256Hex(new ClassPathResource(file).getContentAsByteArray()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return DigestUtils.sha256Hex(all.toString()).substring(0, SHOWN_DIGITS);
    }

    Frame of(HttpServletRequest request) {
        Optional<Authentication> user = Optional.ofNullable(
                        SecurityContextHolder.getContext().getAuthentication())
                .filter(each -> each.getPrincipal() instanceof ConsoleUser);
        CsrfToken csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
        return new Frame(
                base,
                request.getRequestURI().substring(request.getContextPath().length()),
                user.map(Authentication::getName).orElse(null),
                user.map(each -> ((ConsoleUser) each.getPrincipal()).role()).orElse(Role.VIEWER),
                csrf == null ? "" : csrf.getToken(),
                version);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Frame.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory factory) {
        return of((HttpServletRequest) request.getNativeRequest());
    }
}
