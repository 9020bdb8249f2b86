package org.extoledestination.refused;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code refused}.
 *
 * @param keep how long a refused message is kept; 0: for ever
 * @param most how many are kept at most; beyond it the oldest go; 0: any number
 * @param mostSize how much room they may take up together; beyond it the oldest go; 0: any
 */
@Validated
@ConfigurationProperties("refused")
record RefusedSettings(
        @DefaultValue("90d") Duration keep,
        @DefaultValue("100000") @Min(0) long most,
        @DefaultValue("256MB") DataSize mostSize) {

    @AssertTrue(message = "must not be negative")
    boolean isKeep() {
        return !keep.isNegative();
    }

    @AssertTrue(message = "must not be negative")
    boolean isMostSize() {
        return !mostSize.isNegative();
    }
}
