package org.extoledestination.mapping;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.extoledestination.event.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * Exact arithmetic with amounts. Missing amounts are left out; without the first there is no result. A value that is no
 * amount is the result itself, so that the field's conversion refuses it.
 */
enum Arithmetic {
    SUM,
    TIMES,
    MINUS;

    Computed of(List<Source> operands) {
        String text = name().toLowerCase(Locale.ROOT)
                + operands.stream().map(Source::text).collect(Collectors.joining(", ", "(", ")"));
        List<ValuePath> reads =
                operands.stream().flatMap(operand -> operand.reads().stream()).toList();
        return new Computed(true, text, List.of(), reads, event -> reckon(operands, event));
    }

    /** The sum of what is taken of each item of a list; nothing if an item lacks it, as the sum would be too low. */
    static Computed ofItems(ValuePath list, Items each) {
        return new Computed(
                true,
                "sum(" + list.text() + ")",
                List.of(),
                List.of(list),
                event -> sum(list.items(event), each).map(Object.class::cast));
    }

    private static Optional<Object> sum(List<?> items, Items each) {
        Object sum = null;
        for (Object item : items) {
            Optional<Object> value = item == null ? Optional.empty() : each.of(item);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            sum = SUM.with(sum, PlainText.single(value.get()));
            if (!(sum instanceof BigDecimal)) {
                break;
            }
        }
        return Optional.ofNullable(sum);
    }

    private Optional<Object> reckon(List<Source> operands, Map<String, Object> event) {
        Object result = null;
        for (Source operand : operands) {
            Object value = operand.find(event)
                    .map(PlainText::single)
                    .filter(Spelling::saysSomething)
                    .filter(Predicate.not(Ids::isNoAmount))
                    .orElse(null);
            if (value != null) {
                result = with(result, value);
            }
            if (!(result instanceof BigDecimal)) {
                break;
            }
        }
        return Optional.ofNullable(result);
    }

    private Object with(@Nullable Object result, Object value) {
        Optional<BigDecimal> amount = Money.exact(value);
        if (amount.isEmpty()) {
            return value;
        }
        return result instanceof BigDecimal before ? apply(before, amount.get()) : amount.get();
    }

    private BigDecimal apply(BigDecimal before, BigDecimal amount) {
        return switch (this) {
            case SUM -> before.add(amount);
            case TIMES -> before.multiply(amount);
            case MINUS -> before.subtract(amount);
        };
    }
}
