package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.web.Link;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** {@code GET /actuator} on the management port: all addresses below it, Spring Boot's and ours, as Spring Boot writes them. */
@RestController
record LinksController(
        List<RequestMappingInfoHandlerMapping> mappings, Offered offered, WebEndpointProperties endpoints) {

    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, "application/*+json"})
    Map<String, Map<String, Link>> links(HttpServletRequest request) {
        String self = request.getRequestURL().toString();
        String base = endpoints.getBasePath();
        String server = self.substring(0, self.length() - Math.max(1, base.length()));
        Map<String, Link> links = new TreeMap<>(Map.of("self", new Link(self)));
        mappings.stream()
                .flatMap(each -> each.getHandlerMethods().entrySet().stream())
                .filter(each -> offered.includes(each.getValue().getBeanType(), "GET"))
                .flatMap(each -> each.getKey().getPatternValues().stream())
                .filter(path -> path.startsWith(base + '/') && path.length() > base.length() + 1)
                .forEach(path -> links.put(
                        path.substring(base.length() + 1)
                                .replaceAll("[{}*]", "")
                                .replace('/', '-'),
                        new Link(server + path)));
        return Map.of("_links", links);
    }
}
