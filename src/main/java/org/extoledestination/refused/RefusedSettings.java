package org.extoledestination.refused;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings under {@code refused}.
 *
 * @param keep how long a refused message is kept; 0: for ever
 * @param most how many are kept at most; beyond it the oldest go
 * @param mostSize how much room they may take up together; beyond it the oldest go
 */
@ConfigurationProperties("refused")
record RefusedSettings(
        @DefaultValue("90d") Duration keep,
        @DefaultValue("100000") long most,
        @DefaultValue("256MB") DataSize mostSize) {}
