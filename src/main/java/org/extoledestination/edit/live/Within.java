package org.extoledestination.edit.live;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** The range of a setting that is a number, a time or a size, both ends allowed, as one writes them in a settings file. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Within.Check.class)
public @interface Within {

    /** The longest time for which anything is kept. */
    String AGES = "36500d";

    /** More than any disk holds. */
    String ANY_SIZE = "1000000TB";

    String least();

    String most();

    String message() default "must be from {least} to {most}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Reads the ends as the setting is read. */
    final class Check implements ConstraintValidator<Within, Object> {

        private String least = "";
        private String most = "";

        @Override
        public void initialize(Within range) {
            least = range.least();
            most = range.most();
        }

        @Override
        public boolean isValid(@Nullable Object value, ConstraintValidatorContext context) {
            if (value instanceof Duration time) {
                return isWithin(time, DurationStyle.detectAndParse(least), DurationStyle.detectAndParse(most));
            }
            if (value instanceof DataSize size) {
                return isWithin(size, DataSize.parse(least), DataSize.parse(most));
            }
            return value == null
                    || isWithin(new BigDecimal(value.toString()), new BigDecimal(least), new BigDecimal(most));
        }

        private static <T extends Comparable<? super T>> boolean isWithin(T value, T least, T most) {
            return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
        }
    }
}
