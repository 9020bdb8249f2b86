package org.extoledestination.mapping;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns a start that failed on the mapping files into a description and an action, instead of a stack trace. */
final class MappingMistakesAnalyzer extends AbstractFailureAnalyzer<MappingMistakesException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, MappingMistakesException mistakes) {
        return new FailureAnalysis(
                mistakes.getMessage(),
                "Correct these lines and start again. docs/mapping.md explains the form of a mapping file.",
                mistakes);
    }
}
