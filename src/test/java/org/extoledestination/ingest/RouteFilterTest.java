package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.DefaultPlatformHttpConsumer;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** What passes by Spring MVC and what does not; that both mean the same to a sender FrontDoorsTest shows. */
class RouteFilterTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/track");
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain springMvc = new MockFilterChain();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private SynchronousHttpEngine.Consumer route;

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, new SynchronousHttpEngine(0));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/v1?matchOnUriPrefix=true")
                        .routeId("v1")
                        .process(exchange -> thread.set(Thread.currentThread()))
                        .setBody(constant("heard"));
            }
        });
        context.start();
        DefaultPlatformHttpConsumer consumer =
                (DefaultPlatformHttpConsumer) context.getRoute("v1").getConsumer();
        route = (SynchronousHttpEngine.Consumer) consumer.getPlatformHttpConsumer();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aRequestOfARouteGoesThereAtOnceOnItsThread() throws Exception {
        filter(asked -> new HandlerExecutionChain(handler(route)));

        assertThat(response.getContentAsString()).isEqualTo("heard");
        assertThat(thread.get()).isSameAs(Thread.currentThread());
        assertThat(springMvc.getRequest()).isNull();
    }

    @Test
    void whatHasSomethingAroundItGoesBySpring() throws Exception {
        filter(asked -> new HandlerExecutionChain(handler(route), new HandlerInterceptor() {}));

        assertThat(springMvc.getRequest()).isSameAs(request);
        assertThat(thread.get()).isNull();
    }

    @Test
    void whatIsNoRoutesGoesBySpring() throws Exception {
        filter(asked -> null);

        assertThat(springMvc.getRequest()).isSameAs(request);
    }

    @Test
    void aMethodThatNoRouteTakesIsRefusedBySpring() throws Exception {
        filter(asked -> {
            throw new HttpRequestMethodNotSupportedException("PUT");
        });

        assertThat(springMvc.getRequest()).isSameAs(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/../track", "/segment/%2e%2e/x", "/v1/./track", "/v1/%2E.;a=b/track"})
    void aPathThatLeadsElsewhereIsRefusedForTheFiltersSeeAnotherOne(String path) throws Exception {
        request.setRequestURI(path);

        filter(asked -> new HandlerExecutionChain(handler(route)));

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(response.getContentAsString()).contains("'..'");
        assertThat(thread.get()).isNull();
        assertThat(springMvc.getRequest()).isNull();
    }

    private void filter(HandlerMapping routes) throws Exception {
        new RouteFilter(() -> routes, new StopWait(Duration.ZERO), new Doors().answers())
                .doFilter(request, response, springMvc);
    }

    private static HandlerMethod handler(SynchronousHttpEngine.Consumer route) throws NoSuchMethodException {
        return new HandlerMethod(route, "service", HttpServletRequest.class, HttpServletResponse.class);
    }
}
