package org.extoledestination.platform.management;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Every request to the management port comes through here. What is neither named as open nor has a door of its own needs
 * the token.
 */
final class ManagementFilter extends OncePerRequestFilter {

    /** Who asks for it brings no error, and would hear 200 with a status of 999. */
    private static final String ERRORS = "/error";

    private final KnownHosts hosts;
    private final OpenPaths open;
    private final List<OtherDoor> others;
    private final Tokens tokens;
    private final Refusals refusals;
    private final AuditTrail trail;

    ManagementFilter(
            KnownHosts hosts,
            OpenPaths open,
            List<OtherDoor> others,
            Tokens tokens,
            Refusals refusals,
            AuditTrail trail) {
        this.hosts = hosts;
        this.open = open;
        this.others = others;
        this.tokens = tokens;
        this.refusals = refusals;
        this.trail = trail;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (others.stream().anyMatch(door -> door.isFor(request))) {
            Optional<Refusal> refusal = hosts.refuse(request).or(() -> Changes.refuseOtherSites(request));
            if (refusal.isPresent()) {
                refusals.answer(refusal.get(), request, response);
            } else {
                chain.doFilter(request, response);
            }
            return;
        }
        Optional<Caller> caller = tokens.caller(request);
        Optional<Refusal> refusal = refuse(request, caller.isPresent());
        if (refusal.isPresent()) {
            refusals.answer(refusal.get(), request, response);
        } else if (open.contain(request)) {
            chain.doFilter(new Known(request, caller.or(() -> onThisMachine(request))), response);
        } else {
            serve(new Known(request, caller), caller.orElseThrow(), response, chain);
        }
    }

    private void serve(HttpServletRequest request, Caller caller, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        Audit.begin(request);
        try {
            if (request.getServletPath().equals(ERRORS)) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            } else {
                chain.doFilter(request, response);
            }
            status = response.getStatus();
        } finally {
            Audit.end(request, caller, status, trail);
        }
    }

    private Optional<Refusal> refuse(HttpServletRequest request, boolean isKnown) {
        return hosts.refuse(request)
                .or(() -> Changes.refuseOtherSites(request))
                .or(() -> isKnown || open.contain(request) ? Optional.empty() : Optional.of(tokens.refusal(request)))
                .or(() -> Changes.refuseOtherTypes(request));
    }

    /** On this machine health is shown with its details; beyond it only to those who have the token. */
    private static Optional<Caller> onThisMachine(HttpServletRequest request) {
        return KnownHosts.address(request.getLocalAddr())
                .filter(InetAddress::isLoopbackAddress)
                .map(loopback -> Caller.LOCAL);
    }

    /** The request of somebody. */
    private static final class Known extends HttpServletRequestWrapper {

        private final @Nullable Caller caller;

        Known(HttpServletRequest request, Optional<Caller> caller) {
            super(request);
            this.caller = caller.orElse(null);
        }

        @Override
        public @Nullable Principal getUserPrincipal() {
            return caller;
        }
    }
}
