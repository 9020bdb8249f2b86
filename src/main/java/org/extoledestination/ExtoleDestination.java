package org.extoledestination;

import org.extoledestination.command.Commands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Takes Segment events in and delivers them to Extole; with a command as first argument, a client of itself. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ExtoleDestination {

    /** Runs the command that {@code args} name, or the application when they name none. */
    public static void main(String[] args) {
        if (Commands.areNamedBy(args)) {
            System.exit(Commands.run(args));
        }
        SpringApplication.run(ExtoleDestination.class, args);
    }
}
