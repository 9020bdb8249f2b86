package org.extoledestination.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Pages below {@code /console}, which {@link ConsoleDoor} imports. Each address needs a row in {@link Addresses}: without
 * it nobody gets in.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Controller
@RequestMapping(Addresses.CONSOLE)
public @interface ConsoleController {}
