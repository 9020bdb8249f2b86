package org.extoledestination.platform.telemetry;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.LoggerFactory;

/** Hears of a full heap from those who catch the error and only log it, as Tomcat does. It writes nothing. */
final class MemoryFaultAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /** Has every logger tell it what it prints with an exception. */
    static void install() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            MemoryFaultAppender appender = new MemoryFaultAppender();
            appender.setContext(context);
            appender.setName("memory-fault");
            appender.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
            MemoryFault.endIfOne(proxy.getThrowable());
        }
    }
}
