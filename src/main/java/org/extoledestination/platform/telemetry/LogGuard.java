package org.extoledestination.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Iterator;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Stands behind whatever is logged, by whomever and at whichever level: secrets, e-mail addresses and events do not come
 * out. It looks at what is printed only, so that what is not printed costs nothing. A logging configuration of a team's
 * own is guarded too.
 */
public final class LogGuard implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    /** Below INFO these print requests, bodies, rows or headers as they are; nobody can tell an event from the rest. */
    private static final List<String> PRINT_CONTENT = List.of(
            "org.apache.hc.client5.http.wire",
            "org.apache.hc.client5.http.headers",
            "org.apache.hc.client5.http.impl.classic.MainClientExec",
            "org.apache.coyote.http11.Http11InputBuffer",
            "org.apache.coyote.http2",
            "org.apache.tomcat.util.http",
            "org.apache.tomcat.util.net",
            "org.apache.catalina.authenticator",
            "org.springframework.jdbc.core.StatementCreatorUtils",
            "org.springframework.web.servlet.mvc.method.annotation",
            "org.springframework.web.method",
            "org.springframework.core.env",
            "org.springframework.boot.context.config",
            "org.apache.activemq.transport",
            "org.apache.camel.component.bean",
            "org.apache.camel.impl.converter",
            "org.apache.camel.language",
            "org.apache.camel.processor",
            "org.apache.camel.support",
            "org.apache.camel.tracing",
            "com.jayway.jsonpath",
            "com.networknt.schema",
            "org.postgresql",
            "h2database",
            "org.h2",
            "jdk.event.security",
            "javax.net.ssl");

    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Secrets.hideAllOf(event.getEnvironment());
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers) {
            for (Logger logger : loggers.getLoggerList()) {
                guard(logger.iteratorForAppenders());
            }
        }
    }

    private static void guard(Iterator<Appender<ILoggingEvent>> appenders) {
        appenders.forEachRemaining(LogGuard::guard);
    }

    private static void guard(Appender<ILoggingEvent> appender) {
        if (appender.getCopyOfAttachedFiltersList().stream().noneMatch(ContentFilter.class::isInstance)) {
            ContentFilter filter = new ContentFilter();
            filter.setContext(appender.getContext());
            filter.start();
            appender.addFilter(filter);
        }
        if (appender instanceof AppenderAttachable<?> others) {
            @SuppressWarnings("unchecked")
            AppenderAttachable<ILoggingEvent> each = (AppenderAttachable<ILoggingEvent>) others;
            guard(each.iteratorForAppenders());
        }
        if (appender instanceof OutputStreamAppender<ILoggingEvent> writing) {
            Encoder<ILoggingEvent> encoder = writing.getEncoder();
            if (encoder != null && !(encoder instanceof MaskingEncoder)) {
                writing.setEncoder(new MaskingEncoder(encoder));
            }
        }
    }

    /** Lets nothing of a logger pass that prints content, however its level is set. */
    private static final class ContentFilter extends Filter<ILoggingEvent> {

        @Override
        public FilterReply decide(ILoggingEvent event) {
            return !event.getLevel().isGreaterOrEqual(Level.INFO) && printsContent(event.getLoggerName())
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }

        private static boolean printsContent(String logger) {
            return PRINT_CONTENT.stream().anyMatch(logger::startsWith);
        }
    }
}
