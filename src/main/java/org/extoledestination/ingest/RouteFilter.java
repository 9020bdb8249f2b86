package org.extoledestination.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Hands a request to its route without the rest of Spring MVC, whose layers do nothing for it and take time. Spring's own
 * mapping finds the route, so paths and methods mean what they always do; what is no route's, Spring answers.
 */
final class RouteFilter extends HttpFilter {

    private static final long serialVersionUID = 1;

    private final transient Supplier<HandlerMapping> routes;
    private final transient StopWait stop;
    private final transient IngestAnswers answers;

    /** {@code routes} is asked at the first request: the web server is there before the routes are. */
    RouteFilter(Supplier<HandlerMapping> routes, StopWait stop, IngestAnswers answers) {
        this.routes = routes;
        this.stop = stop;
        this.answers = answers;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (hasDots(ServletRequestPathUtils.parseAndCache(request))) {
            answers.refused(RefusedException.malformed("The path holds '.' or '..'. Send it without."), "http")
                    .writeTo(response);
            return;
        }
        if (AddressFilter.isProbe(request)) {
            chain.doFilter(request, response);
            return;
        }
        if (!stop.enter()) {
            Answer unavailable = answers.unavailable();
            (IntakeFilter.isPicture(request) ? Pixel.answer() : unavailable).writeTo(response);
            return;
        }
        try {
            Optional<SynchronousHttpEngine.Consumer> route = route(request);
            if (route.isPresent()) {
                route.get().serve(request, response);
            } else {
                chain.doFilter(request, response);
            }
        } finally {
            stop.leave();
        }
    }

    /**
     * Whether a segment of the path leads elsewhere. The web server, which chooses filters, goes there; Spring, which
     * chooses the route, takes it for a name: a request would come to a route past the filters that bound its body.
     */
    private static boolean hasDots(RequestPath path) {
        for (PathContainer.Element element : path.elements()) {
            if (element instanceof PathContainer.PathSegment segment
                    && (segment.valueToMatch().equals(".")
                            || segment.valueToMatch().equals(".."))) {
                return true;
            }
        }
        return false;
    }

    private Optional<SynchronousHttpEngine.Consumer> route(HttpServletRequest request) {
        try {
            return Optional.ofNullable(routes.get().getHandler(request)).flatMap(RouteFilter::consumer);
        } catch (Exception e) {
            // Such as a path that is a route's with a method that is not: Spring tells the sender, with what is
            // allowed.
            return Optional.empty();
        }
    }

    /** None if something is to be done around it, such as CORS. */
    private static Optional<SynchronousHttpEngine.Consumer> consumer(HandlerExecutionChain found) {
        return found.getInterceptorList().isEmpty()
                        && found.getHandler() instanceof HandlerMethod method
                        && method.getBean() instanceof SynchronousHttpEngine.Consumer consumer
                ? Optional.of(consumer)
                : Optional.empty();
    }
}
