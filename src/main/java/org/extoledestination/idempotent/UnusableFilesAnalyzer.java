package org.extoledestination.idempotent;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at the start what is wrong with the files of delivered ids, and what to do, instead of a stack trace. */
final class UnusableFilesAnalyzer extends AbstractFailureAnalyzer<UnusableFilesException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnusableFilesException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
