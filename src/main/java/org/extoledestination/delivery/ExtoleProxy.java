package org.extoledestination.delivery;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.auth.CredentialsProviderBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.extoledestination.platform.start.StartRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that leads to Extole: it is asked for a connection ({@code CONNECT}), through which TLS is spoken with Extole
 * itself. It looks up Extole's name, so that this machine need not. Loopback is called directly.
 */
final class ExtoleProxy extends DefaultRoutePlanner {

    private static final String PASSED = "extole-proxy-passed";
    private static final Pattern URL = Pattern.compile("http://([^/\\s@:\\[\\]]+|\\[[0-9a-fA-F:.]+])(?::(\\d{1,5}))/?");

    private final HttpHost proxy;
    private final ProxySettings settings;
    private final List<String> direct;

    private ExtoleProxy(HttpHost proxy, ProxySettings settings) {
        super(null);
        this.proxy = proxy;
        this.settings = settings;
        this.direct = settings.noProxy().stream()
                .map(ExtoleProxy::withoutPortAndStar)
                .filter(host -> !host.isEmpty())
                .toList();
    }

    /**
     * The proxy of these settings, if they name one.
     *
     * @throws StartRefusedException if its address will not do
     */
    static Optional<ExtoleProxy> of(ProxySettings settings) {
        String url = settings.url().strip();
        if (url.isEmpty()) {
            return Optional.empty();
        }
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
            throw new StartRefusedException(
                    "delivery.proxy.url (EXTOLE_PROXY_URL) is no address of a proxy"
                            + (url.contains("@") ? ": it holds a user or a password." : "."),
                    "Write http://host:port, as in http://proxy.example.com:3128. User and password belong into"
                            + " EXTOLE_PROXY_USER and EXTOLE_PROXY_PASSWORD. TLS to the proxy itself (https://) is not known:"
                            + " what goes to Extole is encrypted in any case.");
        }
        return Optional.of(new ExtoleProxy(new HttpHost(parts.group(1), Integer.parseInt(parts.group(2))), settings));
    }

    private static String withoutPortAndStar(String entry) {
        return entry.strip().toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "").replaceFirst("^\\*?\\.", "");
    }

    /** The proxy has not made the connection: this answer is its own, and says nothing of Extole. */
    static final class NoTunnelException extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        NoTunnelException(int status) {
            super("CONNECT was answered with " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Lets a client call through it. */
    void use(HttpClientBuilder client) {
        client.setRoutePlanner(this);
        client.addExecInterceptorBefore(ChainElement.CONNECT.name(), "proxy-answers", ExtoleProxy::answered);
        client.addExecInterceptorAfter(ChainElement.CONNECT.name(), "proxy-passed", ExtoleProxy::passed);
        if (!settings.user().isBlank()) {
            client.setDefaultCredentialsProvider(CredentialsProviderBuilder.create()
                    .add(
                            new AuthScope(proxy),
                            settings.user(),
                            settings.password().toCharArray())
                    .build());
        }
    }

    /** The client hands on the answer to its own {@code CONNECT} as if it were that to the request. */
    private static ClassicHttpResponse answered(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.removeAttribute(PASSED);
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (scope.route.isTunnelled() && scope.clientContext.getAttribute(PASSED) == null) {
            response.close();
            throw new NoTunnelException(response.getCode());
        }
        return response;
    }

    private static ClassicHttpResponse passed(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(PASSED, true);
        return chain.proceed(request, scope);
    }

    @Override
    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
        return isFor(target.getHostName()) ? proxy : null;
    }

    /** Whether this host is called through it. */
    boolean isFor(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return !isLoopback(name) && direct.stream().noneMatch(each -> name.equals(each) || name.endsWith('.' + each));
    }

    private static boolean isLoopback(String name) {
        return name.equals("localhost") || name.startsWith("127.") || name.equals("::1") || name.equals("[::1]");
    }

    /** Whether it gets a user and a password. */
    boolean hasUser() {
        return !settings.user().isBlank();
    }

    /** Host and port. */
    @Override
    public String toString() {
        return proxy.getHostName() + ':' + proxy.getPort();
    }
}
