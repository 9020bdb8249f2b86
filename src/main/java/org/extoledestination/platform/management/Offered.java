package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.IncludeExcludeEndpointFilter;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** What the settings for Spring Boot's endpoints leave open of our controllers. */
record Offered(IncludeExcludeEndpointFilter<ExposableWebEndpoint> exposure, EndpointAccessResolver access)
        implements HandlerInterceptor {

    private static final Set<String> READS = Set.of("GET", "HEAD");

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod operation && !includes(operation.getBeanType(), request.getMethod())) {
            throw Problem.notFound("The settings close this address: see management.endpoints.web.exposure and"
                    + " management.endpoint.NAME.access.");
        }
        return true;
    }

    /** Whether a controller may be asked by this method of HTTP; any may that is none of ours. */
    boolean includes(Class<?> controller, String method) {
        ManagementController ours = controller.getAnnotation(ManagementController.class);
        if (ours == null) {
            return true;
        }
        EndpointId id = EndpointId.of(ours.id());
        Access allowed = exposure.match(id) ? access.accessFor(id, Access.UNRESTRICTED) : Access.NONE;
        return allowed == Access.UNRESTRICTED || (allowed == Access.READ_ONLY && READS.contains(method));
    }

    static boolean isOurs(Class<?> controller) {
        return controller.isAnnotationPresent(ManagementController.class);
    }
}
