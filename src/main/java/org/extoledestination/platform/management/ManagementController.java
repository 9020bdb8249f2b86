package org.extoledestination.platform.management;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A controller of the management port, which META-INF/spring lists. It answers JSON: for a request that accepts none,
 * nothing is done.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RestController
@RequestMapping(produces = {MediaType.APPLICATION_JSON_VALUE, "application/*+json"})
public @interface ManagementController {

    /**
     * What its addresses begin with, below the base path of Spring Boot's endpoints; and its name in their settings of
     * exposure and access, which hold for it too.
     */
    @AliasFor(annotation = RequestMapping.class, attribute = "path")
    String id();
}
