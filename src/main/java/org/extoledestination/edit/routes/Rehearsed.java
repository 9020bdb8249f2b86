package org.extoledestination.edit.routes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what a step of a route may do in a {@link Rehearsal} too: it sends nothing, and keeps nothing that outlives the
 * exchange. Steps that call anything else of ours are passed over there.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rehearsed {}
