package org.extoledestination.gate.content;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The beans that routes of a team's own may name. */
@Configuration(proxyBeanMethods = false)
@Import({JsonSchemas.class, LeftOut.class, LookUp.class, PathSegments.class})
class ContentConfiguration {}
