package org.extoledestination.edit.routes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the method that makes a bean by which routes guard themselves, so that it is said where one lacks it. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Guards.All.class)
public @interface Guards {

    /** Several of one bean. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {

        /** Each of them. */
        Guards[] value();
    }

    /** The beginning of the ids of routes that must name it, themselves or in a route that they call. */
    String[] from();

    /** What they must name: a bean, a bean and its method ({@code inHand.begin}), or an option of an endpoint. */
    String by();

    /** The consequence of its absence. */
    String without();
}
