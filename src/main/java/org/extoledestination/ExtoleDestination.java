package org.extoledestination;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class ExtoleDestination {
    public static void main(String[] args) {
        SpringApplication.run(ExtoleDestination.class, args);
    }
}
