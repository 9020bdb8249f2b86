package org.extoledestination.management;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at the start what is wrong with the management port, and what to do, instead of a stack trace. */
final class ManagementRefusedAnalyzer extends AbstractFailureAnalyzer<ManagementRefusedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ManagementRefusedException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
