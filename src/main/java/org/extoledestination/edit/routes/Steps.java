package org.extoledestination.edit.routes;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnFallbackDefinition;
import org.apache.camel.model.OutputNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.TryDefinition;

/** Finds its way in Camel's model of routes. */
final class Steps {

    private Steps() {}

    static Model model(CamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    /** All steps below, however deep, those of error handlers among them. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static Collection<ProcessorDefinition<?>> all(List<ProcessorDefinition<?>> outputs) {
        return ProcessorDefinitionHelper.filterTypeInOutputs((List) outputs, ProcessorDefinition.class);
    }

    /** Puts a step that does nothing in the place of {@code old}; false if it is not there. */
    static boolean neutralize(List<ProcessorDefinition<?>> outputs, ProcessorDefinition<?> old) {
        return replace(outputs, old, new LogDefinition("-"));
    }

    /** Puts another step in the place of {@code old}; false if it is not there. */
    static boolean replace(
            List<ProcessorDefinition<?>> outputs, ProcessorDefinition<?> old, ProcessorDefinition<?> fresh) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i) == old) {
                outputs.set(i, fresh);
                return true;
            }
        }
        return outputs.stream().flatMap(Steps::below).anyMatch(lists -> replace(lists, old, fresh));
    }

    /** The lists of steps that a step holds, as they are: a change of a list changes the step. */
    static Stream<List<ProcessorDefinition<?>>> below(ProcessorDefinition<?> step) {
        if (step instanceof ChoiceDefinition choice) {
            // The outputs of a choice are a copy.
            Stream<List<ProcessorDefinition<?>>> whens =
                    choice.getWhenClauses().stream().map(OutputNode.class::cast).map(OutputNode::getOutputs);
            return choice.getOtherwise() == null
                    ? whens
                    : Stream.concat(whens, Stream.of(choice.getOtherwise().getOutputs()));
        }
        return Stream.concat(Stream.of(step.getOutputs()), clauses(step));
    }

    /** What the YAML reader puts beside the steps. */
    private static Stream<List<ProcessorDefinition<?>>> clauses(ProcessorDefinition<?> step) {
        if (step instanceof TryDefinition attempt) {
            Stream<List<ProcessorDefinition<?>>> caught = Stream.ofNullable(attempt.getCatchClauses())
                    .flatMap(List::stream)
                    .map(CatchDefinition::getOutputs);
            return Stream.concat(
                    caught, Stream.ofNullable(attempt.getFinallyClause()).map(FinallyDefinition::getOutputs));
        }
        return step instanceof CircuitBreakerDefinition breaker
                ? Stream.ofNullable(breaker.getOnFallback()).map(OnFallbackDefinition::getOutputs)
                : Stream.empty();
    }
}
