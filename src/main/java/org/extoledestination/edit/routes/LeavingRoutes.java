package org.extoledestination.edit.routes;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.extoledestination.edit.routes.RouteSet.Entry;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what serves nobody any more: routes whose files are gone, steps that were exchanged, endpoints that only they called. */
final class LeavingRoutes {

    private static final Logger log = LoggerFactory.getLogger(LeavingRoutes.class);

    private final CamelContext context;
    private final RouteModel model;
    private final Map<String, Entry> leaving = new LinkedHashMap<>();

    LeavingRoutes(CamelContext context, RouteModel model) {
        this.context = context;
        this.model = model;
    }

    /** Others may be under way that still call the route: it goes when they are done. */
    void add(String id, Entry entry) {
        leaving.put(id, entry);
    }

    /** It is gone, or is to stay after all. */
    Optional<Entry> remove(String id) {
        return Optional.ofNullable(leaving.remove(id));
    }

    boolean contains(String id) {
        return leaving.containsKey(id);
    }

    /** Ends what is done by now. Asked often. */
    void tidy() {
        Set<Endpoint> called = new HashSet<>();
        RouteSwitch.all(context).forEach(each -> called.addAll(each.tidy()));
        if (!called.isEmpty()) {
            forget(called);
        }
        if (!leaving.isEmpty() && RouteSwitch.all(context).noneMatch(RouteSwitch::hasStragglers)) {
            for (String id : List.copyOf(leaving.keySet())) {
                if (context.getInflightRepository().size(id) == 0) {
                    model.remove(id);
                    leaving.remove(id);
                }
            }
        }
    }

    private void forget(Set<Endpoint> called) {
        RouteSwitch.all(context).forEach(each -> called.removeAll(each.endpoints()));
        context.getRoutes().forEach(route -> called.remove(route.getEndpoint()));
        for (Endpoint endpoint : called) {
            try {
                context.removeEndpoint(endpoint);
            } catch (Exception e) {
                log.debug("An endpoint that nobody calls any more does not end: {}", FaultPlace.of(e));
            }
        }
        // Steps that end also stop the repository that they share with those that go on.
        context.getRegistry().findByType(IdempotentRepository.class).forEach(ServiceHelper::startService);
    }
}
