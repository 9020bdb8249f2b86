package org.extoledestination.ingest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code ingest.limits}: what one sender may take of what is there for all.
 *
 * @param slowestBody the least of a body that must arrive in a second, on average over some seconds; 0: any rate
 */
@Validated
@ConfigurationProperties("ingest.limits")
public record LimitSettings(@DefaultValue("1KB") DataSize slowestBody) {}
