package org.extoledestination.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.extoledestination.console.Addresses.Address;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.AuditTrail;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/** Who gets to which address of the console, and with which headers it answers. */
final class ConsoleSecurity {

    /** Nothing of another host, no script or style within a page, and no page of ours within another. */
    static final String CONTENT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    static final String CSRF = "csrf";
    static final String CSRF_HEADER = "X-CSRF-TOKEN";
    private static final String FROM_HTMX = "HX-Request";
    private static final int TOO_MANY = 429;

    /** In bytes, as Tomcat has it. */
    private static final int LARGEST_FORM = 2 * 1024 * 1024;

    /** Since the login. */
    private static final Duration LONGEST_SESSION = Duration.ofHours(12);

    private final ConsoleUsers users;
    private final Frames frames;
    private final Pages pages;
    private final LoginThrottle throttle;
    private final AuditTrail trail;
    private final Viewers viewers;
    private final CookieNames cookies;
    private final Clock clock;
    private final CookieRequestCache wanted = new CookieRequestCache();

    ConsoleSecurity(
            ConsoleUsers users,
            Frames frames,
            Pages pages,
            Viewers viewers,
            AuditTrail trail,
            CookieNames cookies,
            Clock clock) {
        this.users = users;
        this.frames = frames;
        this.pages = pages;
        this.throttle = new LoginThrottle(clock);
        this.trail = trail;
        this.viewers = viewers;
        this.cookies = cookies;
        this.clock = clock;
        wanted.setRequestMatcher(request -> request.getMethod().equals("GET")
                && request.getHeader(FROM_HTMX) == null
                && !Objects.requireNonNullElse(request.getHeader("Accept"), "").contains("event-stream"));
        wanted.setCookieCustomizer(cookie -> cookie.setAttribute("SameSite", "Strict"));
    }

    SecurityFilterChain of(HttpSecurity http) throws Exception {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setParameterName(CSRF);
        tokens.setHeaderName(CSRF_HEADER);
        tokens.setCookieName(cookies.csrf());
        tokens.setCookiePath(frames.base() + Addresses.CONSOLE);
        tokens.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
        return http.authenticationManager(users)
                .authorizeHttpRequests(requests -> {
                    for (Address each : Addresses.all()) {
                        RequestMatcher address = matcher(each.method(), each.path());
                        each.role()
                                .ifPresentOrElse(
                                        role -> requests.requestMatchers(address)
                                                .hasRole(role.name()),
                                        () -> requests.requestMatchers(address).permitAll());
                    }
                    requests.anyRequest().denyAll();
                })
                .csrf(csrf -> csrf.csrfTokenRepository(tokens)
                        .csrfTokenRequestHandler(new XorCsrfTokenRequestAttributeHandler()))
                .formLogin(form -> form.loginPage(Addresses.LOGIN)
                        .loginProcessingUrl(Addresses.LOGIN)
                        .successHandler(this::signedIn)
                        .failureHandler(this::refused))
                .logout(logout -> logout.logoutRequestMatcher(matcher(HttpMethod.POST, Addresses.LOGOUT))
                        .logoutSuccessHandler((request, response, user) -> redirect(response, Addresses.LOGIN))
                        .addLogoutHandler((request, response, user) -> {
                            if (request.getSession(false) != null) {
                                viewers.end(request.getSession(false).getId());
                            }
                        }))
                .requestCache(cache -> cache.requestCache(wanted))
                .anonymous(anonymous -> anonymous.principal("anonymous"))
                .httpBasic(AbstractHttpConfigurer::disable)
                .exceptionHandling(failing ->
                        failing.authenticationEntryPoint(this::askWho).accessDeniedHandler(denied()))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT))
                        // With none at all, browsers send "Origin: null" with our own forms.
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                        .frameOptions(frame -> frame.deny())
                        .httpStrictTransportSecurity(hsts -> hsts.disable())
                        .permissionsPolicyHeader(
                                policy -> policy.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()"))
                        .addHeaderWriter(
                                (request, response) -> response.setHeader("Cross-Origin-Opener-Policy", "same-origin")))
                .addFilterBefore(new Shut(), CsrfFilter.class)
                .addFilterBefore(new Ended(), CsrfFilter.class)
                .addFilterAfter(new Audited(), CsrfFilter.class)
                .addFilterBefore(new Throttled(), UsernamePasswordAuthenticationFilter.class)
                .build();
    }

    private static RequestMatcher matcher(HttpMethod method, String path) {
        return PathPatternRequestMatcher.withDefaults().matcher(method, path);
    }

    private void redirect(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", frames.base() + path);
    }

    private void askWho(HttpServletRequest request, HttpServletResponse response, AuthenticationException why) {
        if (request.getHeader(FROM_HTMX) != null) {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            response.setHeader("HX-Redirect", frames.base() + Addresses.LOGIN);
        } else if (request.getMethod().equals("GET")) {
            redirect(response, Addresses.LOGIN);
        } else {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        }
    }

    private void signedIn(HttpServletRequest request, HttpServletResponse response, Authentication user) {
        throttle.right(request.getRemoteAddr(), name(request));
        SavedRequest before = wanted.getRequest(request, response);
        wanted.removeRequest(request, response);
        redirect(response, before == null ? Addresses.CONSOLE : below(before.getRedirectUrl()));
    }

    /** Of an address that a cookie has brought: a page of the console, on this host. */
    private String below(String address) {
        try {
            URI uri = URI.create(address);
            String path = Objects.requireNonNullElse(uri.getRawPath(), "");
            String own = path.startsWith(frames.base())
                    ? path.substring(frames.base().length())
                    : "";
            return own.startsWith(Addresses.CONSOLE + '/')
                    ? own + (uri.getRawQuery() == null ? "" : '?' + uri.getRawQuery())
                    : Addresses.CONSOLE;
        } catch (IllegalArgumentException e) {
            return Addresses.CONSOLE;
        }
    }

    private void refused(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        loginPage(request, response, HttpServletResponse.SC_UNAUTHORIZED, "Unknown user, or wrong password.");
    }

    private void loginPage(HttpServletRequest request, HttpServletResponse response, int status, String message)
            throws IOException {
        response.setStatus(status);
        Pages.write(
                pages.text(
                        "login",
                        Map.of("frame", frames.of(request), "isByToken", users.isByToken(), "message", message)),
                response);
    }

    private AccessDeniedHandler denied() {
        return (request, response, why) -> {
            boolean isKnown = Addresses.all().stream()
                    .anyMatch(each -> matcher(each.method(), each.path()).matches(request));
            if (!isKnown) {
                message(request, response, 404, "There is no such page", "The menu above lists what there is.");
            } else if (why instanceof CsrfException && request.getContentLengthLong() > LARGEST_FORM) {
                // The container reads no field of it, so that its token is missing too.
                message(request, response, 413, "This is too large", "Nothing was done. A form takes 2 MB.");
            } else if (why instanceof CsrfException) {
                message(
                        request,
                        response,
                        403,
                        "This form is too old",
                        "Nothing was done. Go back, load the page again, and repeat it.");
            } else {
                message(
                        request,
                        response,
                        403,
                        "This needs another role",
                        "Nothing was done. management.console.users says who has which role.");
            }
        };
    }

    private void message(
            HttpServletRequest request, HttpServletResponse response, int status, String title, String text)
            throws IOException {
        response.setStatus(status);
        Pages.write(pages.text("message", Map.of("frame", frames.of(request), "title", title, "text", text)), response);
    }

    private static String name(HttpServletRequest request) {
        return Objects.requireNonNullElse(
                request.getParameter(UsernamePasswordAuthenticationFilter.SPRING_SECURITY_FORM_USERNAME_KEY), "");
    }

    /** While nobody can sign in there is nothing but the reason. */
    private final class Shut extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (users.isOpen()) {
                chain.doFilter(request, response);
                return;
            }
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter()
                    .println("The console is shut: this port is open beyond its machine, and management.console.users"
                            + " names nobody.");
        }
    }

    /** A session has an end, even while a page of it stays open; and it ends with the token by which it began. */
    private final class Ended extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            HttpSession session = request.getSession(false);
            Authentication user = SecurityContextHolder.getContext().getAuthentication();
            if (session != null
                    && user != null
                    && user.getPrincipal() instanceof ConsoleUser known
                    && (isOld(session) || !users.isStillIn(known))) {
                viewers.end(session.getId());
                session.invalidate();
                SecurityContextHolder.setContext(SecurityContextHolder.createEmptyContext());
            }
            chain.doFilter(request, response);
        }

        private boolean isOld(HttpSession session) {
            return clock.millis() - session.getCreationTime() > LONGEST_SESSION.toMillis();
        }
    }

    /** A line for each request that does something, with the user who was signed in, or has just signed in. */
    private final class Audited extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            boolean isAudited = !request.getMethod().equals("GET")
                    || Addresses.all().stream()
                            .anyMatch(each -> each.isAudited()
                                    && matcher(each.method(), each.path()).matches(request));
            if (!isAudited) {
                chain.doFilter(request, response);
                return;
            }
            Principal before = who();
            if (before.getName().equals(NOBODY.getName()) && !login.matches(request)) {
                // It is answered with the way to the login: nothing is done, and anybody may ask without end.
                chain.doFilter(request, response);
                return;
            }
            request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, pattern(request));
            int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            Audit.begin(request);
            try {
                chain.doFilter(request, response);
                status = response.getStatus();
            } finally {
                // Attempts beyond the throttle are without end, too.
                if (status != TOO_MANY) {
                    Audit.end(request, before.getName().equals(NOBODY.getName()) ? who() : before, status, trail);
                }
            }
        }

        private static final Principal NOBODY = () -> "nobody";

        private final RequestMatcher login = matcher(HttpMethod.POST, Addresses.LOGIN);

        /** Filters answer logins, logouts and refusals, before a controller is known. */
        private static String pattern(HttpServletRequest request) {
            return Addresses.all().stream()
                    .filter(each -> matcher(each.method(), each.path()).matches(request))
                    .map(Address::path)
                    .findFirst()
                    .orElse(Addresses.CONSOLE + "/*");
        }

        private static Principal who() {
            Authentication user = SecurityContextHolder.getContext().getAuthentication();
            return user != null && user.getPrincipal() instanceof ConsoleUser known
                    ? () -> "user:" + known.name()
                    : NOBODY;
        }
    }

    private final class Throttled extends OncePerRequestFilter {

        private final RequestMatcher login = matcher(HttpMethod.POST, Addresses.LOGIN);

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (!login.matches(request) || throttle.enter(request.getRemoteAddr(), name(request))) {
                chain.doFilter(request, response);
                return;
            }
            response.setHeader("Retry-After", String.valueOf(LoginThrottle.WITHIN.toSeconds()));
            loginPage(request, response, TOO_MANY, "Too many attempts. Wait a minute, then try again.");
        }
    }
}
