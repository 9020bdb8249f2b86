package org.extoledestination;

import org.extoledestination.command.Commands;
import org.extoledestination.platform.start.StartWatch;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.ComponentScan;

/** Takes Segment events in and delivers them to Extole; with a command as first argument, a client of itself. */
@SpringBootConfiguration
// Of Spring Security the console alone has something, in the context of its port: senders meet no filter of it. Here,
// since a
// list in the settings takes the place of another.
@EnableAutoConfiguration(
        exclude = {
            ManagementWebSecurityAutoConfiguration.class,
            SecurityAutoConfiguration.class,
            SecurityFilterAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class
        })
// By name: to look into each class for what it is would make a start longer.
@ComponentScan(resourcePattern = "**/*Configuration.class")
public class ExtoleDestination {

    /** Runs the command that {@code args} name, or the application when they name none. */
    public static void main(String[] args) {
        if (Commands.areNamedBy(args)) {
            System.exit(Commands.run(args));
        }
        MemoryFault.watch();
        SpringApplication application = new SpringApplication(ExtoleDestination.class);
        application.addListeners((ApplicationListener<ApplicationPreparedEvent>) event -> MemoryFault.watchLog());
        StartWatch.watch(application);
        application.run(args);
    }
}
