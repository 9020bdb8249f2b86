package org.extoledestination.support;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

/** Lets what follows in this process log again, after a command that starts the application without a word. */
public final class LogAgain implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) {
        // Where Spring Boot keeps them for the whole process.
        System.clearProperty("CONSOLE_LOG_THRESHOLD");
        System.clearProperty("FILE_LOG_THRESHOLD");
        LoggingSystem logging = LoggingSystem.get(LogAgain.class.getClassLoader());
        logging.cleanUp();
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
    }
}
