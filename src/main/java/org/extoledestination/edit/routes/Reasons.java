package org.extoledestination.edit.routes;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.extoledestination.platform.files.Mistake;
import org.springframework.core.NestedExceptionUtils;

/** Finds in Camel's exceptions what a person needs to know. */
final class Reasons {

    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
    private static final Pattern STEP = Pattern.compile("at: >>> (.*?) <<< in route: ", Pattern.DOTALL);

    private Reasons() {}

    /** The first line of the innermost message. */
    static String firstLine(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        if (root instanceof MethodNotFoundException method && method.getBean() != null) {
            // Camel's own message prints the bean.
            return "there is no method '" + method.getMethodName() + "' in "
                    + method.getBean().getClass().getSimpleName();
        }
        String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        String first = text.lines().findFirst().orElse(text);
        return root instanceof ClassNotFoundException ? "there is no class '" + first + "'" : first;
    }

    /** What is wrong in a file that could not be loaded, at the line and column that some message in the chain names. */
    static Mistake inFile(String file, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher place = PLACE.matcher(String.valueOf(cause.getMessage()));
            if (place.find()) {
                String column = ", column " + place.group(2);
                return new Mistake(file, Integer.parseInt(place.group(1)), firstLine(failure) + column);
            }
        }
        return new Mistake(file, 0, firstLine(failure));
    }

    /** What is wrong in a step, at the line of the bean or the expression if it is about one. */
    static Mistake at(Place step, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchBeanException bean) {
                return step.mistakeInValue(bean.getName(), firstLine(failure));
            }
            if (cause instanceof SimpleIllegalSyntaxException simple) {
                return step.mistakeInValue(simple.getExpression(), firstLine(failure));
            }
        }
        return step.mistake(firstLine(failure));
    }

    /** The step of the route that could not be created, if the message names one. */
    static Optional<ProcessorDefinition<?>> step(RouteDefinition route, Throwable failure) {
        if (!(failure instanceof FailedToCreateRouteException)) {
            return Optional.empty();
        }
        Matcher text = STEP.matcher(String.valueOf(failure.getMessage()));
        if (!text.find()) {
            return Optional.empty();
        }
        for (ProcessorDefinition<?> step : Steps.all(route.getOutputs())) {
            if (step.toString().equals(text.group(1))) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }
}
